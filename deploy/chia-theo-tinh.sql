-- Khóa (province, id) cho mọi bảng số liệu của đơn vị: chỉ chạy khi chuyển sang cơ sở dữ liệu phân tán theo tỉnh
-- (Citus, CockroachDB, YugabyteDB …). Một máy chủ PostgreSQL thì không cần.
--
-- Chạy sau `python -m core init`, khi các ứng dụng đang dừng; sao lưu trước:
--     psql --single-transaction --set ON_ERROR_STOP=1 --file deploy/chia-theo-tinh.sql "$URL"
-- Chạy lại lần nữa không hại gì. Chương trình dùng được như cũ: không có bảng hay cột nào đổi tên.
--
-- Sau đó, tùy hệ quản trị (chưa thử được ở đây, xem docs/van-hanh.md), ví dụ với Citus:
--     SELECT create_reference_table(…) cho edition, unit, stored_file, batch, batch_confirmation, goal, goal_progress,
--         obligation, obligation_done;
--     SELECT create_distributed_table(…, 'province') cho mười bảng dưới đây;
--     các bảng còn lại (data_version, person, access_grant, sign_in, journal_entry, period_lock, made_report) để nguyên.
-- Số thứ tự `id` không cần liền nhau hay tăng dần, chỉ cần không trùng.

ALTER TABLE poverty_plan DROP CONSTRAINT IF EXISTS fk_poverty_plan_supersedes_id_poverty_plan;
ALTER TABLE poverty_plan DROP CONSTRAINT IF EXISTS pk_poverty_plan;
ALTER TABLE poverty_plan ADD CONSTRAINT pk_poverty_plan PRIMARY KEY (province, id);
ALTER TABLE poverty_plan ADD CONSTRAINT fk_poverty_plan_supersedes_id_poverty_plan
    FOREIGN KEY (province, supersedes_id) REFERENCES poverty_plan (province, id);
DROP INDEX IF EXISTS uq_poverty_plan_current;
CREATE UNIQUE INDEX uq_poverty_plan_current ON poverty_plan
    (province, edition, unit_code, year, plan_number, plan_owner) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_poverty_plan_id ON poverty_plan (id);

ALTER TABLE poverty_progress DROP CONSTRAINT IF EXISTS fk_poverty_progress_supersedes_id_poverty_progress;
ALTER TABLE poverty_progress DROP CONSTRAINT IF EXISTS pk_poverty_progress;
ALTER TABLE poverty_progress ADD CONSTRAINT pk_poverty_progress PRIMARY KEY (province, id);
ALTER TABLE poverty_progress ADD CONSTRAINT fk_poverty_progress_supersedes_id_poverty_progress
    FOREIGN KEY (province, supersedes_id) REFERENCES poverty_progress (province, id);
DROP INDEX IF EXISTS uq_poverty_progress_current;
CREATE UNIQUE INDEX uq_poverty_progress_current ON poverty_progress
    (province, edition, unit_code, as_of) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_poverty_progress_id ON poverty_progress (id);

ALTER TABLE budget_plan DROP CONSTRAINT IF EXISTS fk_budget_plan_supersedes_id_budget_plan;
ALTER TABLE budget_plan DROP CONSTRAINT IF EXISTS pk_budget_plan;
ALTER TABLE budget_plan ADD CONSTRAINT pk_budget_plan PRIMARY KEY (province, id);
ALTER TABLE budget_plan ADD CONSTRAINT fk_budget_plan_supersedes_id_budget_plan
    FOREIGN KEY (province, supersedes_id) REFERENCES budget_plan (province, id);
DROP INDEX IF EXISTS uq_budget_plan_current;
CREATE UNIQUE INDEX uq_budget_plan_current ON budget_plan
    (province, edition, unit_code, budget_year, line, carry_over) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_budget_plan_id ON budget_plan (id);

ALTER TABLE disbursement DROP CONSTRAINT IF EXISTS fk_disbursement_supersedes_id_disbursement;
ALTER TABLE disbursement DROP CONSTRAINT IF EXISTS pk_disbursement;
ALTER TABLE disbursement ADD CONSTRAINT pk_disbursement PRIMARY KEY (province, id);
ALTER TABLE disbursement ADD CONSTRAINT fk_disbursement_supersedes_id_disbursement
    FOREIGN KEY (province, supersedes_id) REFERENCES disbursement (province, id);
DROP INDEX IF EXISTS uq_disbursement_current;
CREATE UNIQUE INDEX uq_disbursement_current ON disbursement
    (province, edition, unit_code, budget_year, line, carry_over, as_of) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_disbursement_id ON disbursement (id);

ALTER TABLE criterion_status DROP CONSTRAINT IF EXISTS fk_criterion_status_supersedes_id_criterion_status;
ALTER TABLE criterion_status DROP CONSTRAINT IF EXISTS pk_criterion_status;
ALTER TABLE criterion_status ADD CONSTRAINT pk_criterion_status PRIMARY KEY (province, id);
ALTER TABLE criterion_status ADD CONSTRAINT fk_criterion_status_supersedes_id_criterion_status
    FOREIGN KEY (province, supersedes_id) REFERENCES criterion_status (province, id);
DROP INDEX IF EXISTS uq_criterion_status_current;
CREATE UNIQUE INDEX uq_criterion_status_current ON criterion_status
    (province, edition, unit_code, village, "set", criterion, as_of) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_criterion_status_id ON criterion_status (id);

ALTER TABLE recognition DROP CONSTRAINT IF EXISTS fk_recognition_supersedes_id_recognition;
ALTER TABLE recognition DROP CONSTRAINT IF EXISTS pk_recognition;
ALTER TABLE recognition ADD CONSTRAINT pk_recognition PRIMARY KEY (province, id);
ALTER TABLE recognition ADD CONSTRAINT fk_recognition_supersedes_id_recognition
    FOREIGN KEY (province, supersedes_id) REFERENCES recognition (province, id);
DROP INDEX IF EXISTS uq_recognition_current;
CREATE UNIQUE INDEX uq_recognition_current ON recognition
    (province, edition, unit_code, village, title, decision_number) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_recognition_id ON recognition (id);

ALTER TABLE village DROP CONSTRAINT IF EXISTS fk_village_supersedes_id_village;
ALTER TABLE village DROP CONSTRAINT IF EXISTS pk_village;
ALTER TABLE village ADD CONSTRAINT pk_village PRIMARY KEY (province, id);
ALTER TABLE village ADD CONSTRAINT fk_village_supersedes_id_village
    FOREIGN KEY (province, supersedes_id) REFERENCES village (province, id);
DROP INDEX IF EXISTS uq_village_current;
CREATE UNIQUE INDEX uq_village_current ON village
    (province, edition, unit_code, village) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_village_id ON village (id);

ALTER TABLE obligation_done_unit DROP CONSTRAINT IF EXISTS fk_obligation_done_unit_supersedes_id_obligation_done_unit;
ALTER TABLE obligation_done_unit DROP CONSTRAINT IF EXISTS pk_obligation_done_unit;
ALTER TABLE obligation_done_unit ADD CONSTRAINT pk_obligation_done_unit PRIMARY KEY (province, id);
ALTER TABLE obligation_done_unit ADD CONSTRAINT fk_obligation_done_unit_supersedes_id_obligation_done_unit
    FOREIGN KEY (province, supersedes_id) REFERENCES obligation_done_unit (province, id);
DROP INDEX IF EXISTS uq_obligation_done_unit_current;
CREATE UNIQUE INDEX uq_obligation_done_unit_current ON obligation_done_unit
    (province, edition, unit_code, plan_number, obligation, done_on) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_obligation_done_unit_id ON obligation_done_unit (id);

ALTER TABLE shortfall_explanation DROP CONSTRAINT IF EXISTS fk_shortfall_explanation_supersedes_id_shortfall_explanation;
ALTER TABLE shortfall_explanation DROP CONSTRAINT IF EXISTS pk_shortfall_explanation;
ALTER TABLE shortfall_explanation ADD CONSTRAINT pk_shortfall_explanation PRIMARY KEY (province, id);
ALTER TABLE shortfall_explanation ADD CONSTRAINT fk_shortfall_explanation_supersedes_id_shortfall_explanation
    FOREIGN KEY (province, supersedes_id) REFERENCES shortfall_explanation (province, id);
DROP INDEX IF EXISTS uq_shortfall_explanation_current;
CREATE UNIQUE INDEX uq_shortfall_explanation_current ON shortfall_explanation
    (province, edition, unit_code, subject, plan_number, as_of) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_shortfall_explanation_id ON shortfall_explanation (id);

ALTER TABLE unit_share DROP CONSTRAINT IF EXISTS fk_unit_share_supersedes_id_unit_share;
ALTER TABLE unit_share DROP CONSTRAINT IF EXISTS pk_unit_share;
ALTER TABLE unit_share ADD CONSTRAINT pk_unit_share PRIMARY KEY (province, id);
ALTER TABLE unit_share ADD CONSTRAINT fk_unit_share_supersedes_id_unit_share
    FOREIGN KEY (province, supersedes_id) REFERENCES unit_share (province, id);
DROP INDEX IF EXISTS uq_unit_share_current;
CREATE UNIQUE INDEX uq_unit_share_current ON unit_share
    (province, edition, unit_code, into_province, into_commune) WHERE is_current;
CREATE INDEX IF NOT EXISTS ix_unit_share_id ON unit_share (id);
