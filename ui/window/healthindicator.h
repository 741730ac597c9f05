// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/items.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace ember {

class IconLabel;

/// The sentence at the right of the tool bar: how the devices are, as mark and words. GUI thread.
class HealthIndicator : public QWidget
{
    Q_OBJECT

public:
    explicit HealthIndicator(QWidget *parent = nullptr);

    void setHealth(const Health &health);

private:
    IconLabel *m_mark;
    QLabel *m_words;
};

} // namespace ember
