// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livestate/alarmlist.h"

#include "log/figures.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString sinceText(const StandingAlarm &alarm)
{
    const QString time = clockText(alarm.since).left(5);
    return alarm.isFromFirstMessage ? AlarmList::tr("since before %1").arg(time) : AlarmList::tr("since %1").arg(time);
}

QString titleText(const StandingAlarm &alarm)
{
    if (!alarm.code) {
        return alarm.text.isEmpty() ? AlarmList::tr("Alarm") : alarm.text;
    }
    const QString code = alarm.subCode && *alarm.subCode != 0
        ? AlarmList::tr("code %1, sub-code %2").arg(*alarm.code).arg(*alarm.subCode)
        : AlarmList::tr("code %1").arg(*alarm.code);
    return alarm.text.isEmpty() ? AlarmList::tr("Fault, %1").arg(code) : AlarmList::tr("%1 (%2)").arg(alarm.text, code);
}

} // namespace

AlarmList::AlarmList(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"alarmList"_s);
    setAccessibleName(tr("Alarms"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::kPadding, 0, metric::kPadding, metric::kPadding);
    layout->setSpacing(metric::kPadding);
    hide();
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        const auto alarms = m_alarms;
        setAlarms({});
        setAlarms(alarms);
    });
}

void AlarmList::setAlarms(const std::vector<StandingAlarm> &alarms)
{
    if (alarms == m_alarms) {
        return;
    }
    m_alarms = alarms;
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    for (const StandingAlarm &alarm : alarms) {
        addAlarm(alarm);
    }
    setVisible(!alarms.empty());
}

void AlarmList::addAlarm(const StandingAlarm &alarm)
{
    auto *box = new QWidget(this);
    box->setObjectName(u"alarm"_s);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metric::kGrid);
    grid->setVerticalSpacing(0);
    auto *mark = new IconLabel(Theme::markIcon(StateMark::Bad), metric::kIcon, box);
    auto *title = new QLabel(titleText(alarm), box);
    title->setObjectName(u"alarmText"_s);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(Theme::instance().font(FontRole::BodyStrong));
    QPalette palette = title->palette();
    palette.setColor(QPalette::WindowText, Theme::instance().color(ColorRole::Bad));
    title->setPalette(palette);
    auto *advice = new QLabel(
        alarm.advice.isEmpty() ? sinceText(alarm) : QString(alarm.advice + u" ("_s + sinceText(alarm) + u')'), box);
    advice->setObjectName(u"alarmAdvice"_s);
    advice->setTextFormat(Qt::PlainText);
    advice->setWordWrap(true);
    grid->addWidget(mark, 0, 0, Qt::AlignTop);
    grid->addWidget(title, 0, 1);
    grid->addWidget(advice, 1, 1);
    grid->setColumnStretch(1, 1);
    layout()->addWidget(box);
    box->show();
}

} // namespace ember
