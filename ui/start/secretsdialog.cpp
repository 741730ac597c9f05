// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/secretsdialog.h"

#include "start/secretsform.h"
#include "theme/theme.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr int kWidth = 420;
}

SecretsDialog::SecretsDialog(
    const SavedConnection &connection, SecretKinds missing, const QString &why, QWidget *parent)
    : QDialog(parent)
    , m_form(new SecretsForm(this))
{
    setObjectName(u"secretsDialog"_s);
    setWindowTitle(tr("Password for “%1”").arg(connection.name));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(2 * metric::kPadding);
    const auto url = ConnectionUrl::parse(connection.address);
    auto *address = new QLabel(url ? url->text : QString(), this);
    address->setObjectName(u"secretsAddress"_s);
    address->setTextFormat(Qt::PlainText);
    address->setWordWrap(true);
    address->setForegroundRole(QPalette::PlaceholderText); // dim
    layout->addWidget(address);
    if (!why.isEmpty()) {
        auto *reason = new QLabel(why, this);
        reason->setObjectName(u"secretsReason"_s);
        reason->setTextFormat(Qt::PlainText);
        reason->setWordWrap(true);
        layout->addWidget(reason);
    }
    m_form->setKinds(missing);
    m_form->setPlace(connection.place);
    m_form->setEmptyWords(tr("none", "no password"));
    layout->addWidget(m_form);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *go = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    go->setObjectName(u"secretsConnectButton"_s);
    go->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    m_form->focusFirst();
    resize(kWidth, sizeHint().height());
}

ConnectionSecrets SecretsDialog::secrets() const
{
    return m_form->secrets();
}

SecretPlace SecretsDialog::place() const
{
    return m_form->place();
}

} // namespace ember
