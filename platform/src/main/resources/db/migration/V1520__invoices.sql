-- Invoices and credit notes as they were issued. Why so: docs/decisions/0021-invoices.md.

-- The last number of a provider's year. Locked by whoever issues, until the invoice is there or nothing came of it: so
-- the numbers have neither gap nor twin. Not a tenant's table: the numbers run over all of them.
CREATE TABLE invoice_series (
    provider uuid NOT NULL,
    year     integer NOT NULL,
    last     integer NOT NULL CHECK (last >= 0),
    PRIMARY KEY (provider, year)
);
SELECT binome_grant_app('invoice_series', 'SELECT, INSERT, UPDATE (last)');

-- document is the invoice as JSON, the text whose hash is in the ledger; the columns beside it are for searching only.
CREATE TABLE invoice (
    tenant_id uuid NOT NULL REFERENCES tenant,
    id        uuid NOT NULL,
    number    text NOT NULL UNIQUE CHECK (number ~ '^[0-9]{4}-[0-9]{5,9}$'),
    kind      text NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
    month     date NOT NULL CHECK (extract(day FROM month) = 1),
    credits   uuid,
    issued_at timestamptz NOT NULL,
    document  text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, credits) REFERENCES invoice,
    CHECK ((kind = 'credit-note') = (credits IS NOT NULL))
);
CREATE INDEX invoice_month ON invoice (tenant_id, month DESC);
SELECT binome_protect_tenant_table('invoice', 'SELECT, INSERT');
SELECT binome_grant_overview('invoice', 'tenant_id, id, number, kind, month, issued_at');

-- What was sent and what it can be worked out from again: pdf, xml, zip.
CREATE TABLE invoice_file (
    tenant_id  uuid NOT NULL,
    invoice_id uuid NOT NULL,
    name       text NOT NULL CHECK (name IN ('pdf', 'xml', 'zip')),
    content    bytea NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id, name),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice
);
SELECT binome_protect_tenant_table('invoice_file', 'SELECT, INSERT');

-- Who serves requests has no right to alter an issued invoice; this holds even whoever owns the tables.
-- An empty table may be emptied: a backup that is restored does so first.
CREATE FUNCTION binome_invoice_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    issued boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO issued;
        IF NOT issued THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'an issued invoice is never changed' USING HINT = 'issue a credit note', ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER invoice_is_final BEFORE UPDATE OR DELETE ON invoice
    FOR EACH ROW EXECUTE FUNCTION binome_invoice_is_final();
CREATE TRIGGER invoice_is_kept BEFORE TRUNCATE ON invoice
    FOR EACH STATEMENT EXECUTE FUNCTION binome_invoice_is_final();
CREATE TRIGGER invoice_is_final BEFORE UPDATE OR DELETE ON invoice_file
    FOR EACH ROW EXECUTE FUNCTION binome_invoice_is_final();
CREATE TRIGGER invoice_is_kept BEFORE TRUNCATE ON invoice_file
    FOR EACH STATEMENT EXECUTE FUNCTION binome_invoice_is_final();
