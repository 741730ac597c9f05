// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/accountform.h"

#include "start/connectiontext.h"
#include "start/savebutton.h"
#include "theme/theme.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace ember {

using namespace Qt::StringLiterals;

AccountForm::AccountForm(QWidget *parent)
    : QWidget(parent)
    , m_email(makeField(u"accountEmail"_s, tr("E-mail")))
    , m_password(makeField(u"accountPassword"_s, tr("Password of the account")))
    , m_connect(new QPushButton(Theme::icon(u"connect"_s), tr("Sign in"), this))
{
    m_email->setPlaceholderText(tr("anna@example.org", "an example of an e-mail address"));
    m_password->setEchoMode(QLineEdit::Password);
    m_connect->setObjectName(u"accountConnectButton"_s);
    connect(m_connect, &QPushButton::clicked, this, &AccountForm::submit);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(3 * metric::kGrid);
    form->setVerticalSpacing(2 * metric::kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    form->addRow(tr("E-mai&l"), m_email);
    form->addRow(tr("Passwo&rd"), m_password);
    m_buttons = new QHBoxLayout;
    m_buttons->addWidget(m_connect);
    m_buttons->addStretch(1);
    form->addRow(m_buttons);
    setFocusProxy(m_email);
}

QLineEdit *AccountForm::makeField(const QString &name, const QString &accessibleName)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    field->setAccessibleName(accessibleName);
    connect(field, &QLineEdit::textChanged, this, &AccountForm::choicesChanged);
    connect(field, &QLineEdit::returnPressed, this, &AccountForm::submit);
    return field;
}

Result<ConnectionUrl> AccountForm::url() const
{
    const QString email = m_email->text().trimmed();
    if (email.isEmpty()) {
        return Error{tr("The e-mail address is missing. Fill in the one you use in the NaviLink app.")};
    }
    Result<ConnectionUrl> url
        = email == m_asked.user ? Result<ConnectionUrl>(m_asked) : ConnectionUrl::parse(accountUrlText(email));
    if (!url) {
        return Error{tr("That is no e-mail address. Fill in the one you use in the NaviLink app.")};
    }
    if (m_password->text().isEmpty()) {
        return Error{tr("The password is missing. Fill in the one you use in the NaviLink app.")};
    }
    url.value().password = Secret(m_password->text());
    return url;
}

void AccountForm::ask(const ConnectionUrl &url)
{
    m_asked = url;
    m_email->setText(url.user);
    m_password->setFocus();
}

void AccountForm::choicesChanged()
{
    if (m_submittedOnce) {
        const Result<ConnectionUrl> result = url();
        Q_EMIT problemChanged(result ? QString() : result.error());
    }
}

Result<ConnectionUrl> AccountForm::checked()
{
    m_submittedOnce = true;
    Result<ConnectionUrl> result = url();
    Q_EMIT problemChanged(result ? QString() : result.error());
    if (!result) {
        (m_email->text().trimmed().isEmpty() ? m_email : m_password)->setFocus();
    }
    return result;
}

void AccountForm::submit()
{
    if (const Result<ConnectionUrl> result = checked()) {
        Q_EMIT submitted(*result);
    }
}

void AccountForm::offerSaving()
{
    QPushButton *const save = addSaveButton(*m_buttons, u"accountSaveButton"_s, tr("Save this account"));
    connect(save, &QPushButton::clicked, this, [this] {
        if (const Result<ConnectionUrl> result = checked()) {
            Q_EMIT saveRequested(*result);
        }
    });
}

} // namespace ember
