// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commandform.h"

#include "commands/parametereditor.h"
#include "log/rowtext.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using State = CommandOutcome::State;

} // namespace

CommandForm::CommandForm(
    Session &session, FrameClock &clock, DeviceTarget target, const CommandDefinition &command, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_target(std::move(target))
    , m_command(command)
    , m_mark(new IconLabel(Theme::markIcon(StateMark::Connecting), metric::kIcon, this))
    , m_result(new QLabel(this))
{
    const DeviceState state = stateOf(session, m_target);
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(3 * metric::kGrid);
    form->setVerticalSpacing(2 * metric::kGrid);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const CommandParameter &parameter : m_command.parameters) {
        auto *editor = new ParameterEditor(parameter, state, this);
        m_editors.emplace_back(parameter.name, editor);
        form->addRow(parameter.label, editor);
    }
    m_result->setObjectName(u"commandResult"_s);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_mark->hide();
    m_result->hide();
    auto *result = new QHBoxLayout;
    result->setSpacing(metric::kGrid);
    result->addWidget(m_mark, 0, Qt::AlignTop);
    result->addWidget(m_result, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::kPadding);
    layout->addLayout(form);
    layout->addLayout(result);
    if (!m_editors.empty()) {
        setFocusProxy(m_editors.front().second);
    }
    connect(&clock, &FrameClock::tick, this, &CommandForm::pull);
}

void CommandForm::send()
{
    CommandArguments arguments;
    for (const auto &[name, editor] : m_editors) {
        arguments.insert(name, editor->argument());
    }
    m_shown.reset();
    const auto sent = m_session.sendCommand(m_target.connection, m_target.source, m_command.name, arguments);
    m_correlationId = sent ? *sent : QString();
    if (sent) {
        say(StateMark::Connecting, tr("On its way…"));
    } else {
        say(StateMark::Bad, tr("Not sent. %1").arg(sent.error()));
    }
}

void CommandForm::pull()
{
    const auto outcome
        = m_correlationId.isEmpty() ? std::optional<CommandOutcome>() : m_session.commandOutcome(m_correlationId);
    if (!outcome || outcome->state == m_shown) {
        return;
    }
    m_shown = outcome->state;
    const bool isAnswered = !m_command.answer.empty();
    switch (outcome->state) {
    case State::Queued:
        say(StateMark::Connecting,
            outcome->reason.isEmpty() ? tr("On its way…") : tr("Waiting: %1").arg(outcome->reason));
        return;
    case State::Sent:
        say(isAnswered ? StateMark::Connecting : StateMark::Alive,
            isAnswered ? tr("Sent; waiting for the device to answer…") : tr("Sent"));
        break;
    case State::Acknowledged:
        say(StateMark::Alive, m_command.isQuestion ? tr("Answered by the device") : tr("Confirmed by the device"));
        break;
    case State::Expired:
        say(StateMark::Attention, tr("Not confirmed: %1").arg(outcome->reason));
        break;
    case State::Refused:
        say(StateMark::Bad, tr("Not sent: %1").arg(outcome->reason));
        break;
    }
    if (outcome->state != State::Sent || !isAnswered) {
        m_correlationId.clear();
    }
}

void CommandForm::say(StateMark mark, const QString &words)
{
    m_mark->setIcon(Theme::markIcon(mark));
    m_mark->setAccessibleName(markWord(mark));
    m_result->setText(words);
    m_mark->show();
    m_result->show();
    Q_EMIT said();
}

} // namespace ember
