// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/connectionform.h"

#include "theme/theme.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace ember {

ConnectionForm::ConnectionForm(QWidget *parent)
    : QWidget(parent)
{
}

QHBoxLayout *ConnectionForm::makeButtons(const Button &connect, const Button &save)
{
    m_connect = new QPushButton(Theme::icon(connect.icon), connect.text, this);
    m_connect->setObjectName(connect.name);
    QObject::connect(m_connect, &QPushButton::clicked, this, &ConnectionForm::submit);
    m_save = save;
    m_buttons = new QHBoxLayout;
    m_buttons->addWidget(m_connect);
    m_buttons->addStretch(1);
    return m_buttons;
}

QFormLayout *ConnectionForm::makeLayout()
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(3 * metric::kGrid);
    form->setVerticalSpacing(2 * metric::kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    return form;
}

QLineEdit *ConnectionForm::makeField(const QString &name, const QString &accessibleName)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    field->setAccessibleName(accessibleName);
    connect(field, &QLineEdit::returnPressed, this, &ConnectionForm::submit);
    return field;
}

void ConnectionForm::offerSaving()
{
    auto *save = new QPushButton(tr("Save…"), this);
    save->setObjectName(m_save.name);
    save->setAccessibleName(m_save.text);
    save->setToolTip(tr("Keep it under a name, to be opened again with one click"));
    m_buttons->setSpacing(2 * metric::kGrid);
    m_buttons->insertWidget(1, save);
    connect(save, &QPushButton::clicked, this, [this] {
        if (const Result<ConnectionUrl> result = checked()) {
            Q_EMIT saveRequested(*result);
        }
    });
}

void ConnectionForm::focusButton()
{
    m_connect->setFocus();
}

void ConnectionForm::submit()
{
    if (const Result<ConnectionUrl> result = checked()) {
        Q_EMIT submitted(*result);
    }
}

void ConnectionForm::checkAgain(const Result<ConnectionUrl> &filledIn)
{
    if (m_tried) {
        Q_EMIT problemChanged(filledIn ? QString() : filledIn.error());
    }
}

Result<ConnectionUrl> ConnectionForm::checked()
{
    m_tried = true;
    Result<ConnectionUrl> result = url();
    checkAgain(result);
    if (!result) {
        focusMistake();
    }
    return result;
}

} // namespace ember
