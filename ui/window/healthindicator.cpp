// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/healthindicator.h"

#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>

namespace ember {

using namespace Qt::StringLiterals;

HealthIndicator::HealthIndicator(QWidget *parent)
    : QWidget(parent)
    , m_mark(new IconLabel(Theme::markIcon(StateMark::Disconnected), metric::kIcon, this))
    , m_words(new QLabel(this))
{
    setObjectName(u"healthIndicator"_s);
    m_words->setObjectName(u"healthWords"_s);
    m_words->setAccessibleName(tr("Health"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metric::kPadding, 0, metric::kPadding, 0);
    layout->setSpacing(metric::kGrid);
    layout->addWidget(m_mark);
    layout->addWidget(m_words);
    setHealth({});
}

void HealthIndicator::setHealth(const Health &health)
{
    m_mark->setIcon(Theme::markIcon(healthMark(health)));
    m_words->setText(healthWords(health));
}

} // namespace ember
