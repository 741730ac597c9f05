// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspectorpanel.h"

#include "inspector/causesview.h"
#include "inspector/fieldsview.h"
#include "inspector/previoussearch.h"
#include "inspector/rawview.h"
#include "inspector/traceview.h"
#include "log/rowtext.h"
#include "theme/elidedlabel.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/profilelibrary.h>
#include <ember/session/session.h>

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint32 kStateVersion = 1;

/// The profile an event was read by; null for events of the program itself.
const Profile *profileOf(const Event &event)
{
    if (const DecodedMessage *message = decodedMessageOf(event)) {
        return message->profile().get();
    }
    const QStringView id = event.metadata(Symbol::find(u"profile"));
    const auto &known = ProfileLibrary::builtIn();
    const auto found = std::ranges::find_if(known, [id](const ProfilePtr &profile) { return profile->id() == id; });
    return found == known.end() ? nullptr : found->get();
}

} // namespace

InspectorPanel::InspectorPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_pages(new QStackedWidget(this))
    , m_mark(new IconLabel(Theme::markIcon(StateMark::Alive), metric::kIcon, this))
    , m_title(new ElidedLabel(this))
    , m_subtitle(new ElidedLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_trace(new TraceView([&session](HandlerId id) { return session.handlerInfo(id); }, this))
    , m_fields(new FieldsView(this))
    , m_raw(new RawView(this))
    , m_causes(new CausesView(this))
    , m_search(new PreviousSearch(this))
{
    setObjectName(u"inspectorPanel"_s);
    m_tabs->setObjectName(u"inspectorTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Views of the event"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->addTab(m_trace, tr("Handler trace"));
    m_tabs->addTab(m_fields, tr("Fields"));
    m_tabs->addTab(m_raw, tr("Raw"));
    m_tabs->addTab(m_causes, tr("Causes and effects"));
    m_title->setObjectName(u"inspectorTitle"_s);
    m_title->setFont(Theme::instance().font(FontRole::BodyStrong));
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);

    auto *heading = new QHBoxLayout;
    heading->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    heading->setSpacing(metric::kPadding);
    heading->addWidget(m_mark);
    heading->addWidget(m_title);
    heading->addWidget(m_subtitle, 1);
    auto *shown = new QWidget(this);
    auto *layout = new QVBoxLayout(shown);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(heading);
    layout->addWidget(m_tabs, 1);

    auto *empty = new QLabel(tr("Select a row in the log to see which handlers ran for it, its fields and the message "
                                "as it was received."),
        this);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setMargin(4 * metric::kPadding);
    empty->setForegroundRole(QPalette::PlaceholderText);
    m_pages->addWidget(empty);
    m_pages->addWidget(shown);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_pages);

    connect(m_trace, &TraceView::rowRequested, this, &InspectorPanel::rowRequested);
    connect(m_causes, &CausesView::rowRequested, this, &InspectorPanel::rowRequested);
    connect(m_fields, &FieldsView::filterRequested, this, &InspectorPanel::filterRequested);
    connect(m_search, &PreviousSearch::found, this, [this](const Event &previous) {
        showFields(previous);
        m_fields->setComparison(tr("Changed first, compared with %1").arg(clockText(previous.time())));
    });
    connect(m_search, &PreviousSearch::notFound, this, [this](quint64 looked) {
        m_fields->setComparison(looked < PreviousSearch::kLookBack
                ? tr("The first of its kind in the log: nothing to compare with")
                : tr("No earlier one within %1 rows: nothing to compare with").arg(countText(looked)));
    });
}

void InspectorPanel::showRow(const LogSnapshot &log, LogRow row)
{
    if (!log.contains(row)) {
        clear();
        return;
    }
    m_row = row;
    m_event = log.entry(row).event;
    showHeader();
    showRelatives(log);
    m_raw->showMessageOf(m_event);
    showFields(std::nullopt);
    m_fields->setComparison(tr("Looking for the one before…"));
    m_search->start(log, row);
    m_pages->setCurrentIndex(1);
}

void InspectorPanel::clear()
{
    m_search->stop();
    m_row.reset();
    m_event = {};
    m_trace->clear();
    m_fields->clear();
    m_raw->clear();
    m_causes->clear();
    m_pages->setCurrentIndex(0);
}

void InspectorPanel::showHeader()
{
    const auto mark = eventMark(m_event.name());
    m_mark->setVisible(mark.has_value());
    if (mark) {
        m_mark->setIcon(Theme::markIcon(*mark));
        m_mark->setAccessibleName(markWord(*mark));
    }
    m_title->setText(m_event.name());
    QStringList parts{clockText(m_event.time())};
    if (!m_event.source().isEmpty()) {
        parts << m_event.source();
    }
    const QString summary = m_session.summary(m_event);
    if (!summary.isEmpty()) {
        parts << summary;
    }
    m_subtitle->setText(parts.join(u" · "_s));
    m_subtitle->setToolTip(m_subtitle->text() + u'\n' + fullTimeText(m_event.time()) + u'\n' + m_event.id());
}

void InspectorPanel::showRelatives(const LogSnapshot &log)
{
    Descendants effects = descendants(log, *m_row);
    Causes before = causes(log, *m_row);
    QStringList summaries;
    for (const InspectedEntry &entry : before.entries) {
        summaries << m_session.summary(entry.event);
    }
    for (const InspectedEntry &entry : effects.entries) {
        summaries << m_session.summary(entry.event);
    }
    m_causes->setEntries(std::move(before), effects, std::move(summaries));
    m_trace->setEntries(std::move(effects));
}

void InspectorPanel::showFields(const std::optional<Event> &previous)
{
    m_fields->setRows(fieldRows(m_event, profileOf(m_event), previous));
}

QByteArray InspectorPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << qint32(m_tabs->currentIndex());
    return state;
}

bool InspectorPanel::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    qint32 version = 0;
    qint32 tab = 0;
    stream >> version >> tab;
    if (stream.status() != QDataStream::Ok || version != kStateVersion || tab < 0 || tab >= m_tabs->count()) {
        return false;
    }
    m_tabs->setCurrentIndex(tab);
    return true;
}

} // namespace ember
