// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/accountform.h"

#include "start/connectiontext.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>

namespace ember {

using namespace Qt::StringLiterals;

AccountForm::AccountForm(QWidget *parent)
    : ConnectionForm(parent)
    , m_email(makeField(u"accountEmail"_s, tr("E-mail")))
    , m_password(makeField(u"accountPassword"_s, tr("Password of the account")))
{
    m_email->setPlaceholderText(tr("anna@example.org", "an example of an e-mail address"));
    m_password->setEchoMode(QLineEdit::Password);
    for (const QLineEdit *field : {m_email, m_password}) {
        connect(field, &QLineEdit::textChanged, this, [this] { checkAgain(url()); });
    }
    QFormLayout *const form = makeLayout();
    form->addRow(tr("E-mai&l"), m_email);
    form->addRow(tr("Passwo&rd"), m_password);
    form->addRow(makeButtons(
        {u"accountConnectButton"_s, tr("Sign in"), u"connect"_s}, {u"accountSaveButton"_s, tr("Save this account")}));
    setFocusProxy(m_email);
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

void AccountForm::focusMistake()
{
    (m_email->text().trimmed().isEmpty() ? m_email : m_password)->setFocus();
}

} // namespace ember
