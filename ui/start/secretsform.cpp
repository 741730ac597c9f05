// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/secretsform.h"

#include "theme/theme.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

namespace ember {

using namespace Qt::StringLiterals;

SecretsForm::SecretsForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_password(makeField(u"secretsPassword"_s, tr("Password")))
    , m_keyPassword(makeField(u"secretsKeyPassword"_s, tr("Password of the key")))
    , m_place(new QComboBox(this))
    , m_warning(new QLabel(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(3 * metric::kGrid);
    m_form->setVerticalSpacing(2 * metric::kGrid);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft);
    m_place->setObjectName(u"secretsPlace"_s);
    m_place->setAccessibleName(tr("Keep the password"));
    m_place->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_place->setMinimumContentsLength(20);
    if (SecretStore::hasKeyring()) {
        m_place->addItem(tr("In the system's keyring"), int(SecretPlace::Keyring));
    }
    m_place->addItem(tr("Nowhere: ask each time"), int(SecretPlace::Nowhere));
    m_place->addItem(tr("In a file that only you can read"), int(SecretPlace::File));
    m_warning->setObjectName(u"secretsWarning"_s);
    m_warning->setWordWrap(true);
    m_warning->setForegroundRole(QPalette::PlaceholderText); // dim
    m_form->addRow(tr("Pass&word"), m_password);
    m_form->addRow(tr("Password of the &key"), m_keyPassword);
    m_form->addRow(tr("K&eep it"), m_place);
    m_form->addRow(QString(), m_warning);
    connect(m_place, &QComboBox::currentIndexChanged, this, &SecretsForm::showWarning);
    setKinds({});
}

QLineEdit *SecretsForm::makeField(const QString &name, const QString &label)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    field->setAccessibleName(label);
    field->setEchoMode(QLineEdit::Password);
    connect(field, &QLineEdit::returnPressed, this, &SecretsForm::submitted);
    return field;
}

void SecretsForm::addField(const QString &label, QWidget *field)
{
    m_form->insertRow(m_added++, label, field);
}

void SecretsForm::setKinds(SecretKinds kinds)
{
    m_kinds = kinds;
    const auto setShown = [this](QWidget *field, bool isShown) {
        field->setVisible(isShown);
        m_form->labelForField(field)->setVisible(isShown);
    };
    setShown(m_password, kinds.testFlag(SecretKind::Password));
    setShown(m_keyPassword, kinds.testFlag(SecretKind::KeyPassword));
    setShown(m_place, bool(kinds));
    showWarning();
}

void SecretsForm::setPlace(SecretPlace place)
{
    const int index = m_place->findData(int(place)); // a build without a keyring has not all of them
    m_place->setCurrentIndex(index < 0 ? m_place->findData(int(SecretPlace::Nowhere)) : index);
}

void SecretsForm::setSecrets(const ConnectionSecrets &secrets)
{
    m_password->setText(secrets.password.reveal());
    m_keyPassword->setText(secrets.keyPassword.reveal());
}

void SecretsForm::setEmptyWords(const QString &words)
{
    m_password->setPlaceholderText(words);
    m_keyPassword->setPlaceholderText(words);
}

ConnectionSecrets SecretsForm::secrets() const
{
    const auto typed = [this](SecretKind kind, const QLineEdit *field) {
        return m_kinds.testFlag(kind) ? Secret(field->text()) : Secret();
    };
    return {.password = typed(SecretKind::Password, m_password),
        .keyPassword = typed(SecretKind::KeyPassword, m_keyPassword)};
}

SecretPlace SecretsForm::place() const
{
    return m_kinds ? SecretPlace(m_place->currentData().toInt()) : SecretPlace::Nowhere;
}

void SecretsForm::focusFirst()
{
    QLineEdit *first = m_kinds.testFlag(SecretKind::Password) ? m_password : m_keyPassword;
    first->setFocus();
}

/// The words are there for whom it concerns; their room is there for all, so that nothing jumps.
void SecretsForm::showWarning()
{
    m_warning->setVisible(m_kinds && place() == SecretPlace::File);
    m_warning->setText(
        tr("It is not encrypted there: whoever can read your files, in a backup for example, reads it."));
}

} // namespace ember
