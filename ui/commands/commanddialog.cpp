// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commanddialog.h"

#include "commands/commandform.h"
#include "log/rowtext.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr int kWidth = 420;

QLabel *wrapped(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}
} // namespace

CommandDialog::CommandDialog(
    Session &session, FrameClock &clock, const DeviceTarget &target, const CommandDefinition &command, QWidget *parent)
    : QDialog(parent)
    , m_form(new CommandForm(session, clock, target, command, this))
{
    setObjectName(u"commandDialog"_s);
    setWindowTitle(command.label);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(metric::kPadding);
    auto *device = wrapped(
        target.profile->name() + u" · "_s + target.source.section(u'/', 1), this); // which one, before all else
    device->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(device);
    if (!command.description.isEmpty()) {
        layout->addWidget(wrapped(command.description, this));
    }
    if (!command.risk.isEmpty()) {
        addRisk(layout, command.risk);
    }
    layout->addWidget(m_form);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_send = buttons->addButton(command.label, QDialogButtonBox::ActionRole);
    m_send->setObjectName(u"commandSendButton"_s);
    m_send->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setObjectName(u"commandCloseButton"_s);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(m_send, &QPushButton::clicked, m_form, &CommandForm::send);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    m_form->setFocus();
    connect(m_form, &CommandForm::said, this, &CommandDialog::makeRoom);
    adaptSend();
    resize(kWidth, 0);
    makeRoom();
}

/// Wrapped words take as many lines as they need; the fields keep their height.
void CommandDialog::makeRoom()
{
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : sizeHint().height();
    resize(width(), std::max(height(), needed));
}

void CommandDialog::addRisk(QVBoxLayout *layout, const QString &risk)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(metric::kGrid);
    auto *mark = new IconLabel(Theme::markIcon(StateMark::Attention), metric::kIcon, this);
    mark->setAccessibleName(markWord(StateMark::Attention));
    auto *words = wrapped(risk, this);
    words->setObjectName(u"commandRisk"_s);
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addWidget(words, 1);
    layout->addLayout(row);
    m_understood = new QCheckBox(tr("I know, and I want it"), this);
    m_understood->setObjectName(u"commandUnderstood"_s);
    m_understood->setAccessibleDescription(risk);
    connect(m_understood, &QCheckBox::toggled, this, &CommandDialog::adaptSend);
    layout->addWidget(m_understood);
}

void CommandDialog::adaptSend()
{
    if (!m_send) {
        return;
    }
    const bool may = !m_understood || m_understood->isChecked();
    m_send->setEnabled(may);
    m_send->setToolTip(may ? QString() : tr("Confirm the sentence above first"));
}

} // namespace ember
