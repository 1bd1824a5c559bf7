"""`python -m core secrets`: the settings of sign-in, ready for .streamlit/secrets.toml, with a random secret."""

import argparse
import secrets

# Refused at start until they are replaced (data/known_secrets.csv).
CLIENT_ID = "THAY-MA-UNG-DUNG"
CLIENT_SECRET = "THAY-MAT-KHAU-UNG-DUNG"  # noqa: S105  (a placeholder)
METADATA = "https://THAY-MAY-CHU-DANG-NHAP/.well-known/openid-configuration"
REDIRECT = "https://THAY-TEN-MIEN/oauth2callback"
_BYTES = 48


def add(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "In ra mục [auth] cho tệp .streamlit/secrets.toml, với chuỗi ký ngẫu nhiên mới. Thay bốn giá trị THAY-… rồi"
        " chỉ để tài khoản chạy chương trình đọc được tệp (chmod 600)."
    )


def run(options: argparse.Namespace) -> int:
    print(section())
    return 0


def section() -> str:
    """TOML; another secret each time."""
    lines = [
        "# .streamlit/secrets.toml – chỉ tài khoản chạy Tiến Độ được đọc: chmod 600 .streamlit/secrets.toml",
        "[auth]",
        "# Mã và mật khẩu ứng dụng do hệ thống đăng nhập của tỉnh cấp.",
        f'client_id = "{CLIENT_ID}"',
        f'client_secret = "{CLIENT_SECRET}"',
        "# Địa chỉ mô tả của hệ thống đăng nhập (OpenID Connect).",
        f'server_metadata_url = "{METADATA}"',
        "# Địa chỉ mà người dùng mở Tiến Độ, thêm /oauth2callback; khai đúng như vậy ở hệ thống đăng nhập.",
        f'redirect_uri = "{REDIRECT}"',
        "# Ký dấu đăng nhập. Đổi giá trị này thì mọi người phải đăng nhập lại, mọi địa chỉ lịch riêng hết hiệu lực.",
        f'cookie_secret = "{secrets.token_urlsafe(_BYTES)}"',
    ]
    return "\n".join(lines)
