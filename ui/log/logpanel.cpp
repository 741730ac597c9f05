// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logpanel.h"

#include "log/eventlogview.h"
#include "log/filterbar.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <ember/session/session.h>

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint32 kStateVersion = 1;
/// How long the rows of the filter before may stay on the screen, dimmed, while the new one finds nothing yet.
constexpr qint64 kStaleForMs = 400;
/// Figures that change thirty times a second cannot be read, and each change lays the window out anew.
constexpr qint64 kCountEveryMs = 250;
/// More rows than come in during a frame at a million a second.
constexpr quint64 kFrameOfRows = 50'000;

} // namespace

LogPanel::LogPanel(Session &session, FrameClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_filtered(
          std::make_unique<FilteredLog>(session.log(), [&session](HandlerId id) { return session.handlerInfo(id); }))
    , m_filterBar(new FilterBar([this] { return textsForCompletion(); }, this))
    , m_view(new EventLogView([&session](const Event &event) { return session.summary(event); }, this))
    , m_pauseBar(new QWidget(this))
    , m_pauseText(new QLabel(m_pauseBar))
{
    setObjectName(u"logPanel"_s);
    m_pauseText->setObjectName(u"pauseBadge"_s);
    auto *resume = new QPushButton(tr("Resume"), m_pauseBar);
    resume->setObjectName(u"resumeButton"_s);
    auto *pauseLayout = new QHBoxLayout(m_pauseBar);
    pauseLayout->setContentsMargins(metric::kPadding, 0, metric::kPadding, metric::kGrid);
    pauseLayout->addWidget(m_pauseText);
    pauseLayout->addWidget(resume);
    pauseLayout->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_pauseBar);
    layout->addWidget(m_view, 1);
    m_pauseBar->hide();

    connect(resume, &QPushButton::clicked, this, [this] { setPaused(false); });
    connect(m_filterBar, &FilterBar::filterChanged, this, &LogPanel::setFilter);
    connect(m_filterBar, &FilterBar::left, m_view, [this] { m_view->setFocus(Qt::ShortcutFocusReason); });
    connect(m_view, &EventLogView::rowSelected, this, &LogPanel::rowSelected);
    connect(m_view, &EventLogView::followingChanged, this, &LogPanel::followingChanged);
    connect(m_view, &EventLogView::filterRequested, this, &LogPanel::applyFilter);
    connect(&clock, &FrameClock::tick, this, &LogPanel::pull);
    pull();
}

LogPanel::~LogPanel() = default;

bool LogPanel::isFollowing() const
{
    return m_view->isFollowing();
}

LogSnapshot LogPanel::snapshot() const
{
    return m_view->rows().log();
}

quint64 LogPanel::rowsBehind() const
{
    // A row may be seen in the log a moment before it is counted.
    return m_pausedAt ? qMax(m_session.log()->size(), *m_pausedAt) - *m_pausedAt : 0;
}

void LogPanel::setFollowing(bool on)
{
    m_view->setFollowing(on);
}

void LogPanel::applyFilter(const QString &text)
{
    m_filterBar->apply(text);
}

void LogPanel::selectRow(LogRow row)
{
    m_view->selectRow(row);
}

void LogPanel::focusFilter()
{
    m_filterBar->focusEdit();
}

void LogPanel::setPaused(bool paused)
{
    if (paused == isPaused()) {
        return;
    }
    m_filtered->setPinned(paused);
    m_sinceCount.invalidate();
    if (paused) {
        pull();
        m_pausedAt = m_filtered->rows().log().end();
    } else {
        m_pausedAt.reset();
        pull();
    }
    showPause();
    Q_EMIT pausedChanged(paused);
}

void LogPanel::setFilter(const std::optional<Expression> &filter)
{
    m_filtered->setFilter(filter);
    m_sinceFilter.start();
    m_sinceCount.invalidate();
    pull();
}

void LogPanel::pull()
{
    FilteredRows rows = m_filtered->rows();
    const bool sameFilter = rows.generation() == m_view->rows().filtered().generation();
    // While paused only a filter that is still at work, or was just changed, brings other rows.
    const bool settled = sameFilter && m_view->rows().filtered().scanned() >= m_view->rows().log().size();
    if (isPaused() && settled) {
        showPause();
        return;
    }
    if (!sameFilter && !isWorthShowing(rows)) {
        m_view->setStale(true);
        m_filterBar->setCount(rows.size(), rows.log().size(), true);
        return;
    }
    adopt(std::move(rows));
    showPause();
}

/// A new filter's first rows may be few: those of the old one stay until a screen is full or the scan is done.
bool LogPanel::isWorthShowing(const FilteredRows &rows) const
{
    return rows.isComplete() || rows.size() >= quint64(m_view->visibleRowCount()) || !m_sinceFilter.isValid()
        || m_sinceFilter.hasExpired(kStaleForMs);
}

void LogPanel::adopt(FilteredRows rows)
{
    m_view->setStale(false);
    m_view->setRows(VisibleRows(std::move(rows)));
    showCount();
}

void LogPanel::showCount()
{
    const VisibleRows &shown = m_view->rows();
    const bool filtering = !m_filterBar->appliedText().isEmpty();
    // The scan is always a frame behind what comes in; only what takes longer is worth a word.
    const bool scanning = filtering && shown.filtered().scanned() + kFrameOfRows < shown.log().size();
    if (!isPaused() && m_sinceCount.isValid() && !m_sinceCount.hasExpired(kCountEveryMs)) {
        return;
    }
    if (!scanning) {
        m_sinceCount.start(); // while it looks through a long log every frame brings news
    }
    const quint64 all = shown.log().size();
    m_filterBar->setCount(shown.size(), all, scanning);
    if (filtering && shown.size() == 0) {
        m_view->setEmptyText(scanning
                ? tr("Looking through %1 rows…").arg(countText(all))
                : tr("None of %1 rows matches the filter. Clear it to see them all.").arg(countText(all)));
    } else if (!filtering) {
        m_view->setEmptyText(tr("No events yet. Connect to a device, and what it says appears here."));
    }
}

void LogPanel::showPause()
{
    m_pauseBar->setVisible(isPaused());
    if (!isPaused()) {
        return;
    }
    QString text
        = rowsBehind() == 0 ? tr("Paused · nothing new") : tr("Paused · %1 rows behind").arg(countText(rowsBehind()));
    if (const qint64 held = m_session.log()->heldBytes(); held > 0) {
        text += u" · " + tr("keeps %1 beyond the log's budget").arg(sizeText(held));
    }
    if (text != m_pauseText->text()) {
        m_pauseText->setText(text);
    }
}

QStringList LogPanel::textsForCompletion() const
{
    QStringList texts;
    for (const EventCount &count : m_session.eventCounts()) {
        texts << count.name.text();
    }
    for (const ConnectionStatus &connection : m_session.connections()) {
        texts << connection.name;
    }
    texts.removeDuplicates();
    texts.sort();
    return texts;
}

QByteArray LogPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << m_view->header()->saveColumns() << m_filterBar->history();
    return state;
}

bool LogPanel::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    qint32 version = 0;
    QByteArray columns;
    QStringList history;
    stream >> version >> columns >> history;
    if (stream.status() != QDataStream::Ok || version != kStateVersion) {
        return false;
    }
    m_filterBar->setHistory(history);
    return m_view->header()->restoreColumns(columns);
}

void LogPanel::resetColumns()
{
    m_view->header()->reset();
}

} // namespace ember
