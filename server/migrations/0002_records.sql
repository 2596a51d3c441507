-- Records: the same columns for every kind. `body` is the record; the rest is what it is found by.

CREATE TABLE units (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX units_code ON units (code);
CREATE INDEX units_title ON units (title, id);
CREATE INDEX units_company ON units (company_id);
CREATE INDEX units_parent ON units (parent_id);

CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX teams_code ON teams (code);
CREATE INDEX teams_title ON teams (title, id);
CREATE INDEX teams_company ON teams (company_id);
CREATE INDEX teams_parent ON teams (parent_id);

CREATE TABLE companies (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX companies_code ON companies (code);
CREATE INDEX companies_title ON companies (title, id);
CREATE INDEX companies_company ON companies (company_id);
CREATE INDEX companies_parent ON companies (parent_id);

CREATE TABLE departments (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX departments_code ON departments (code);
CREATE INDEX departments_title ON departments (title, id);
CREATE INDEX departments_company ON departments (company_id);
CREATE INDEX departments_parent ON departments (parent_id);

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX contacts_code ON contacts (code);
CREATE INDEX contacts_title ON contacts (title, id);
CREATE INDEX contacts_company ON contacts (company_id);
CREATE INDEX contacts_parent ON contacts (parent_id);

CREATE TABLE firms (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX firms_code ON firms (code);
CREATE INDEX firms_title ON firms (title, id);
CREATE INDEX firms_company ON firms (company_id);
CREATE INDEX firms_parent ON firms (parent_id);

CREATE TABLE products (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX products_code ON products (code);
CREATE INDEX products_title ON products (title, id);
CREATE INDEX products_company ON products (company_id);
CREATE INDEX products_parent ON products (parent_id);

CREATE TABLE categories (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX categories_code ON categories (code);
CREATE INDEX categories_title ON categories (title, id);
CREATE INDEX categories_company ON categories (company_id);
CREATE INDEX categories_parent ON categories (parent_id);

CREATE TABLE assets (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX assets_code ON assets (code);
CREATE INDEX assets_title ON assets (title, id);
CREATE INDEX assets_company ON assets (company_id);
CREATE INDEX assets_parent ON assets (parent_id);

CREATE TABLE canned_texts (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX canned_texts_code ON canned_texts (code);
CREATE INDEX canned_texts_title ON canned_texts (title, id);
CREATE INDEX canned_texts_company ON canned_texts (company_id);
CREATE INDEX canned_texts_parent ON canned_texts (parent_id);

CREATE TABLE roles (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX roles_code ON roles (code);
CREATE INDEX roles_title ON roles (title, id);
CREATE INDEX roles_company ON roles (company_id);
CREATE INDEX roles_parent ON roles (parent_id);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX users_code ON users (code);
CREATE INDEX users_title ON users (title, id);
CREATE INDEX users_company ON users (company_id);
CREATE INDEX users_parent ON users (parent_id);
