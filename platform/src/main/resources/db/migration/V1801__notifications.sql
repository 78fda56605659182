-- Who is told what: notices beside the steps they tell of, inboxes, what people want mailed, and webhooks.

-- Written in the transaction of the step. once is set where the same must not be told twice, such as that an exemption
-- ends. subject names what it is about, as in the ledger: change:<id>, stack:<id>, service:<stack id>/<name>, tenant.
CREATE TABLE notice (
    id        uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    kind      text NOT NULL CHECK (kind ~ '^[A-Z_]{1,40}$'),
    subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 300),
    facts     jsonb NOT NULL,
    actor     text,
    at        timestamptz NOT NULL,
    once      text,
    told_at   timestamptz
);
CREATE UNIQUE INDEX notice_once ON notice (tenant_id, kind, once) WHERE once IS NOT NULL;
CREATE INDEX notice_at ON notice (tenant_id, at);
SELECT binome_protect_tenant_table('notice');

-- Which notices were put into the inboxes of this tenant's people, so that none is put twice: a notice of one tenant also
-- goes to people of the provider, in a transaction of the provider's.
CREATE TABLE notice_told (
    tenant_id uuid NOT NULL REFERENCES tenant,
    notice_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, notice_id)
);
SELECT binome_protect_tenant_table('notice_told', 'SELECT, INSERT, DELETE');

-- A person's inbox, in the tenant that the person is a member of; about is the tenant that it tells of. What comes again
-- while it is unread is folded into one: times counts, at is the last. mailed_at is when the last mail about it went out.
CREATE TABLE notification (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    member_id  uuid NOT NULL,
    notice_id  uuid NOT NULL,
    kind       text NOT NULL,
    subject    text NOT NULL,
    about      uuid NOT NULL,
    facts      jsonb NOT NULL,
    at         timestamptz NOT NULL,
    times      integer NOT NULL CHECK (times > 0),
    read_at    timestamptz,
    mailed_at  timestamptz,
    mail_error text,
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
CREATE UNIQUE INDEX notification_unread ON notification (tenant_id, member_id, kind, about, subject) WHERE read_at IS NULL;
CREATE INDEX notification_list ON notification (tenant_id, member_id, at DESC, id DESC);
CREATE INDEX notification_subject ON notification (tenant_id, subject) WHERE read_at IS NULL;
SELECT binome_protect_tenant_table('notification');

-- Only what somebody chose otherwise than usual.
CREATE TABLE notification_choice (
    tenant_id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind      text NOT NULL,
    mail      text NOT NULL CHECK (mail IN ('AT_ONCE', 'DAILY', 'NEVER')),
    PRIMARY KEY (tenant_id, member_id, kind),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
SELECT binome_protect_tenant_table('notification_choice');

CREATE TABLE notification_reader (
    tenant_id  uuid NOT NULL,
    member_id  uuid NOT NULL,
    language   text NOT NULL CHECK (language IN ('en', 'fr')),
    zone       text NOT NULL CHECK (length(zone) BETWEEN 1 AND 60),
    quiet_from time,
    quiet_to   time,
    PRIMARY KEY (tenant_id, member_id),
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
SELECT binome_protect_tenant_table('notification_reader');

-- failing_since: of the present row of failures. stopped_at: nothing is posted any more until somebody starts it again.
CREATE TABLE webhook (
    id             uuid PRIMARY KEY,
    tenant_id      uuid NOT NULL REFERENCES tenant,
    title          text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    address        text NOT NULL CHECK (length(address) BETWEEN 8 AND 2000),
    kinds          text[] NOT NULL,
    secret_sealed  bytea NOT NULL,
    created_by     text NOT NULL,
    created_at     timestamptz NOT NULL,
    failing_since  timestamptz,
    stopped_at     timestamptz,
    stopped_reason text,
    UNIQUE (tenant_id, id)
);
SELECT binome_protect_tenant_table('webhook');

-- notice_id is the id that the receiver sees, the same at every attempt; of a test it names nothing. body is what is signed.
CREATE TABLE webhook_delivery (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    webhook_id uuid NOT NULL,
    notice_id  uuid NOT NULL,
    kind       text NOT NULL,
    body       text NOT NULL,
    state      text NOT NULL CHECK (state IN ('WAITING', 'DELIVERED', 'FAILED')),
    created_at timestamptz NOT NULL,
    attempts   integer NOT NULL CHECK (attempts >= 0),
    next_at    timestamptz NOT NULL,
    last_at    timestamptz,
    answer     text,
    UNIQUE (webhook_id, notice_id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_at) WHERE state = 'WAITING';
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id DESC);
SELECT binome_protect_tenant_table('webhook_delivery');
