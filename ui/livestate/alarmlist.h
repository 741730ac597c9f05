// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicestate.h>

#include <QtWidgets/QWidget>

#include <vector>

namespace ember {

/// The alarms that stand on a device: what it is, since when, and what to do. Takes no room while there is none.
class AlarmList : public QWidget
{
    Q_OBJECT

public:
    explicit AlarmList(QWidget *parent = nullptr);

    /// Rebuilt only when they differ from those shown.
    void setAlarms(const std::vector<StandingAlarm> &alarms);

private:
    void addAlarm(const StandingAlarm &alarm);

    std::vector<StandingAlarm> m_alarms;
};

} // namespace ember
