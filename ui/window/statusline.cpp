// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/statusline.h"

#include "log/figures.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <ember/session/session.h>
#include <ember/session/slowhandler.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtCore/QStringList>
#include <QtWidgets/QLabel>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct StatusWords
{
    Q_DECLARE_TR_FUNCTIONS(ember::StatusLine)
};

QString counted(quint64 count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(QLocale().toString(count));
}

} // namespace

StatusFigures statusFigures(const Session &session)
{
    const std::shared_ptr<const EventLog> log = session.log();
    const EmitterCounts counts = session.counts();
    StatusFigures figures;
    figures.evicted = log->evicted();
    figures.rows = log->size() - figures.evicted;
    figures.bytes = log->bytes();
    figures.budget = log->budget();
    figures.droppedEvents = counts.refused + counts.droppedOldest + counts.refusedNames + counts.refusedDepth
        + counts.refusedRate + counts.refusedPayload + counts.dropped + counts.expired;
    figures.handlerFailures = counts.handlerFailures;
    for (const HandlerStatistics &handler : session.handlerStatistics()) {
        if (handler.maxNs >= std::max(quint64(kSlowHandler.count()), figures.slowestNs)) {
            figures.slowHandler = handler.info.name;
            figures.slowestNs = handler.maxNs;
        }
    }
    for (const ConnectionStatus &connection : session.connections()) {
        figures.droppedMessages += connection.link.messages.dropped;
    }
    return figures;
}

QString rowsWords(const StatusFigures &figures)
{
    return StatusWords::tr("%1 · %2 of %3")
        .arg(counted(figures.rows, StatusWords::tr("1 row"), StatusWords::tr("%1 rows")), sizeText(figures.bytes),
            sizeText(figures.budget));
}

QString evictedWords(const StatusFigures &figures)
{
    if (figures.evicted == 0) {
        return {};
    }
    return StatusWords::tr("%1 left the log (%2 budget)")
        .arg(counted(figures.evicted, StatusWords::tr("1 older row"), StatusWords::tr("%1 older rows")),
            sizeText(figures.budget));
}

QString lossWords(const StatusFigures &figures)
{
    QStringList parts;
    if (figures.droppedMessages > 0) {
        parts << counted(
            figures.droppedMessages, StatusWords::tr("1 message dropped"), StatusWords::tr("%1 messages dropped"));
    }
    if (figures.droppedEvents > 0) {
        parts << counted(
            figures.droppedEvents, StatusWords::tr("1 event dropped"), StatusWords::tr("%1 events dropped"));
    }
    if (figures.handlerFailures > 0) {
        parts << counted(
            figures.handlerFailures, StatusWords::tr("1 handler failure"), StatusWords::tr("%1 handler failures"));
    }
    if (figures.slowestNs > 0) {
        parts << StatusWords::tr("handler “%1” took up to %2")
                     .arg(figures.slowHandler,
                         withUnit(QLocale().toString(double(figures.slowestNs) / 1e9, 'f', 1),
                             StatusWords::tr("s", "seconds")));
    }
    return parts.join(u", "_s);
}

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent)
    , m_rows(new QLabel(this))
    , m_evicted(new QLabel(this))
    , m_lossMark(new IconLabel(Theme::markIcon(StateMark::Attention), metric::kIcon, this))
    , m_loss(new QLabel(this))
{
    m_rows->setObjectName(u"statusRows"_s);
    m_evicted->setObjectName(u"statusEvicted"_s);
    m_loss->setObjectName(u"statusLoss"_s);
    m_rows->setToolTip(tr("Rows of the event log kept in memory, and how much they take"));
    m_evicted->setToolTip(tr(
        "The log keeps the newest rows within its budget of memory. Start with --log-budget to choose another one."));
    m_loss->setToolTip(tr("Counted since the start; the connections' tool tips and the log say more"));
    m_evicted->setForegroundRole(QPalette::PlaceholderText);
    addWidget(m_rows);
    addWidget(m_evicted);
    addWidget(m_lossMark);
    addWidget(m_loss);
    setContentsMargins(metric::kPadding - 2, 0, 0, 0); // the bar itself adds two
    setSizeGripEnabled(false); // windows have edges for that
    const auto dress = [this] { // attention as colour too; mark and words say it already
        QPalette palette = m_loss->palette();
        palette.setColor(QPalette::WindowText, Theme::instance().color(ColorRole::Attention));
        m_loss->setPalette(palette);
    };
    dress();
    connect(&Theme::instance(), &Theme::changed, this, dress);
    setFigures({});
    m_rows->setText(rowsWords({}));
}

void StatusLine::setFigures(const StatusFigures &figures)
{
    if (figures != m_figures) {
        m_figures = figures;
        m_rows->setText(rowsWords(figures));
        m_evicted->setText(evictedWords(figures));
        m_loss->setText(lossWords(figures));
    }
    m_evicted->setVisible(!m_evicted->text().isEmpty());
    m_loss->setVisible(!m_loss->text().isEmpty());
    m_lossMark->setVisible(!m_loss->text().isEmpty());
}

} // namespace ember
