// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livestate/livestatepanel.h"

#include "commands/deviceactions.h"
#include "connections/devicenames.h"
#include "connections/sameunit.h"
#include "livestate/alarmlist.h"
#include "livestate/devicehealth.h"
#include "livestate/livestatemodel.h"
#include "log/rowtext.h"
#include "theme/celldelegate.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <ember/session/session.h>

#include <QtCore/QEvent>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHealthEveryMs = 500; // the age is told in seconds
constexpr qint64 kSentencesEveryMs = 30'000; // "in about 25 min" without a message

std::pair<QString, QString> keyOf(const DeviceState &device)
{
    return {device.connection(), device.source().text()};
}

/// Each sentence a paragraph: one that wraps is told from the next. A figure is not parted from its unit.
QString paragraphs(const QStringList &sentences)
{
    QString html;
    for (const QString &sentence : sentences) {
        html += u"<p style=\"margin:0 0 %1px 0\">%2</p>"_s.arg(metric::kGrid).arg(sentence.toHtmlEscaped());
    }
    return html.replace(QChar(0x2009), QChar(QChar::Nbsp)); // Qt breaks lines at every other space
}

/// By what a unit is found.
QString unitKey(const QString &connection, const QString &source)
{
    return isOneUnitEverywhere(source) ? source : QString(source + u'\n' + connection);
}

} // namespace

LiveStatePanel::LiveStatePanel(Session &session, FrameClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new LiveStateModel(this))
    , m_pages(new QStackedWidget(this))
    , m_chooser(new QComboBox(this))
    , m_throughRow(new QWidget(this))
    , m_through(new QComboBox(m_throughRow))
    , m_name(new QLabel(this))
    , m_mark(new IconLabel(Theme::markIcon(StateMark::Disconnected), metric::kIcon, this))
    , m_health(new QLabel(this))
    , m_sentences(new QLabel(this))
    , m_alarms(new AlarmList(this))
    , m_actions(new DeviceActions(session, clock, this))
    , m_all(new QCheckBox(tr("All values"), this))
    , m_search(new QLineEdit(this))
    , m_values(new QTableView(this))
{
    setObjectName(u"liveStatePanel"_s);
    auto *empty = new QLabel(tr("No device yet. As soon as one is heard, its state stands here in words."), this);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setMargin(4 * metric::kPadding);
    empty->setForegroundRole(QPalette::PlaceholderText);
    auto *shown = new QWidget(this);
    auto *layout = new QVBoxLayout(shown);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildHeading(layout);
    buildValues(layout);
    m_pages->addWidget(empty);
    m_pages->addWidget(shown);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_pages);

    connect(m_all, &QCheckBox::toggled, m_model, &LiveStateModel::setShowAll);
    connect(m_search, &QLineEdit::textChanged, m_model, &LiveStateModel::setSearch);
    connect(m_model, &LiveStateModel::modelReset, this, &LiveStatePanel::spanGroups);
    connect(m_chooser, &QComboBox::activated, this, [this](int index) {
        const Unit &chosen = m_units[std::size_t(index)];
        showDevice(chosen.connections.first(), chosen.source);
    });
    connect(m_through, &QComboBox::activated, this,
        [this](int index) { showDevice(m_through->itemText(index), QString(m_device.second)); });
    connect(&clock, &FrameClock::tick, this, &LiveStatePanel::pull);
    pull();
}

void LiveStatePanel::buildHeading(QVBoxLayout *layout)
{
    m_chooser->setObjectName(u"deviceChooser"_s);
    m_chooser->setAccessibleName(tr("Device"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(12);
    m_chooser->hide();
    m_through->setObjectName(u"connectionChooser"_s);
    m_through->setAccessibleName(tr("Through which connection"));
    m_through->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_through->setMinimumContentsLength(10);
    m_throughRow->setObjectName(u"connectionRow"_s);
    m_throughRow->setToolTip(tr("The device is heard through several connections; each has a state of its own"));
    auto *throughLabel = new QLabel(tr("heard through"), m_throughRow);
    throughLabel->setForegroundRole(QPalette::PlaceholderText); // dim
    throughLabel->setBuddy(m_through);
    auto *through = new QHBoxLayout(m_throughRow);
    through->setContentsMargins(0, 0, 0, 0);
    through->setSpacing(metric::kPadding);
    through->addWidget(throughLabel);
    through->addWidget(m_through, 1);
    m_throughRow->hide();
    m_name->setObjectName(u"deviceName"_s);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    m_name->setFont(Theme::instance().font(FontRole::BodyStrong));
    m_health->setObjectName(u"deviceHealth"_s);
    m_health->setTextFormat(Qt::PlainText);
    m_health->setForegroundRole(QPalette::PlaceholderText);
    m_health->setWordWrap(true);
    m_sentences->setObjectName(u"sentencesLabel"_s);
    m_sentences->setTextFormat(Qt::RichText); // for the space between sentences
    m_sentences->setWordWrap(true);
    m_sentences->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *health = new QHBoxLayout;
    health->setSpacing(metric::kGrid);
    health->addWidget(m_mark, 0, Qt::AlignTop);
    health->addWidget(m_health, 1);
    auto *heading = new QVBoxLayout;
    heading->setContentsMargins(metric::kPadding, metric::kPadding, metric::kPadding, metric::kPadding);
    heading->setSpacing(metric::kGrid);
    heading->addWidget(m_chooser);
    heading->addWidget(m_name);
    heading->addWidget(m_throughRow);
    heading->addLayout(health);
    layout->addLayout(heading);
    layout->addWidget(m_alarms); // before anything else that is said about the device
    auto *words = new QVBoxLayout;
    words->setContentsMargins(metric::kPadding, 0, metric::kPadding, metric::kPadding);
    words->addWidget(m_sentences);
    layout->addLayout(words);
    layout->addWidget(m_actions);
}

void LiveStatePanel::buildValues(QVBoxLayout *layout)
{
    m_search->setObjectName(u"liveSearch"_s);
    m_search->setPlaceholderText(tr("Search values"));
    m_search->setAccessibleName(tr("Search values"));
    m_search->setClearButtonEnabled(true);
    m_all->setObjectName(u"allValues"_s);
    m_all->setToolTip(tr("Shows every value of the device, not only the most important ones"));
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(metric::kPadding, 0, metric::kPadding, metric::kGrid);
    bar->setSpacing(metric::kPadding);
    bar->addWidget(m_search, 1);
    bar->addWidget(m_all);
    layout->addLayout(bar);
    setTabOrder(m_search, m_all);

    m_values->setObjectName(u"liveState"_s);
    m_values->setAccessibleName(tr("Values of the device"));
    m_values->setModel(m_model);
    m_values->setFrameShape(QFrame::NoFrame);
    m_values->setShowGrid(false);
    m_values->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_values->setSelectionMode(QAbstractItemView::SingleSelection);
    m_values->setTabKeyNavigation(false);
    m_values->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_values->setMouseTracking(true);
    m_values->viewport()->installEventFilter(this);
    m_values->horizontalHeader()->hide();
    m_values->verticalHeader()->hide();
    m_values->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_values->verticalHeader()->setDefaultSectionSize(Theme::instance().rowHeight());
    m_values->horizontalHeader()->setMinimumSectionSize(0);
    m_values->setItemDelegate(new CellDelegate({.unit = LiveStateModel::UnitRole,
                                                   .mark = LiveStateModel::MarkRole,
                                                   .dim = LiveStateModel::DimRole,
                                                   .glow = LiveStateModel::GlowRole},
        m_values));
    layout->addWidget(m_values, 1);
}

void LiveStatePanel::showDevice(const QString &connection, const QString &source)
{
    m_device = {connection, source};
    m_everPulled = false;
    pull();
}

void LiveStatePanel::pull()
{
    const quint64 version = m_session.devicesVersion();
    const bool due = m_sinceSentences.isValid() && m_sinceSentences.hasExpired(kSentencesEveryMs);
    if (version != m_version || !m_everPulled || due) {
        m_version = version;
        m_everPulled = true;
        const QList<DeviceState> devices = m_session.devices();
        if (m_device.second.isEmpty() && !devices.isEmpty()) {
            m_device = keyOf(devices.first());
        }
        listDevices(devices);
        const auto chosen = std::ranges::find(devices, m_device, keyOf);
        if (chosen != devices.end()) {
            present(*chosen);
        }
    }
    m_model->fade();
    if (!m_sinceHealth.isValid() || m_sinceHealth.hasExpired(kHealthEveryMs)) {
        showHealth();
    }
}

void LiveStatePanel::listDevices(const QList<DeviceState> &devices)
{
    if (devices.size() != m_listed) {
        const QSignalBlocker quiet(m_chooser);
        for (; m_listed < devices.size(); ++m_listed) {
            listDevice(devices.at(m_listed));
        }
        m_chooser->setVisible(m_units.size() > 1);
    }
    const int unit = unitOf(m_device.first, m_device.second);
    if (unit != m_chooser->currentIndex()) {
        m_chooser->setCurrentIndex(unit);
    }
    showConnections(unit);
}

void LiveStatePanel::listDevice(const DeviceState &device)
{
    const QString source = device.source().text();
    int unit = unitOf(device.connection(), source);
    if (unit < 0) {
        unit = int(m_units.size());
        m_unitRows.insert(unitKey(device.connection(), source), unit);
        m_units.push_back({source, {}});
        m_chooser->addItem(QString());
    }
    QStringList &connections = m_units[std::size_t(unit)].connections;
    connections.append(device.connection());
    const QString through
        = connections.size() == 1 ? connections.first() : tr("%n connections", nullptr, int(connections.size()));
    const QString name = ownersName(device.connection(), source);
    m_chooser->setItemText(unit, QString(deviceName(source, name) + u" · "_s + through));
}

/// As the account that the connection runs through, if any, has it; an account tells its devices before they speak.
QString LiveStatePanel::ownersName(const QString &connection, const QString &source) const
{
    const QList<ConnectionStatus> all = m_session.connections();
    const auto found = std::ranges::find(all, connection, &ConnectionStatus::name);
    return found != all.end() && found->link.account ? found->link.account->ownersName(deviceId(source)) : QString();
}

int LiveStatePanel::unitOf(const QString &connection, const QString &source) const
{
    return m_unitRows.value(unitKey(connection, source), -1);
}

/// Which of its connections is shown, where there are several to choose from.
void LiveStatePanel::showConnections(int unit)
{
    const QStringList connections = unit < 0 ? QStringList() : m_units[std::size_t(unit)].connections;
    m_throughRow->setVisible(connections.size() > 1);
    if (connections.size() < 2) {
        return;
    }
    QStringList shown;
    for (int index = 0; index < m_through->count(); ++index) {
        shown.append(m_through->itemText(index));
    }
    if (shown != connections) {
        m_through->clear();
        m_through->addItems(connections);
    }
    m_through->setCurrentIndex(int(connections.indexOf(m_device.first)));
}

void LiveStatePanel::present(const DeviceState &device)
{
    const bool other = keyOf(device) != keyOf(m_shown) || m_shown.isEmpty();
    m_shown = device;
    m_model->setState(device);
    const QString text = paragraphs(sentences(device));
    if (text != m_sentences->text()) {
        m_sentences->setText(text);
    }
    m_sentences->setVisible(!text.isEmpty());
    m_sinceSentences.start();
    m_alarms->setAlarms(device.alarms());
    if (other) {
        m_name->setText(deviceTitle(device, ownersName(m_device.first, m_device.second)));
        m_actions->setDevice(device);
        m_pages->setCurrentIndex(1);
        showHealth();
        Q_EMIT deviceShown(m_device.first, m_device.second);
    }
}

void LiveStatePanel::showHealth()
{
    m_sinceHealth.start();
    if (m_shown.isEmpty()) {
        return;
    }
    const DeviceHealth health
        = deviceHealth(m_shown, m_session.connections(), m_session.log()->clock().nowAsOf(m_shown.lastSequence()));
    if (health.words != m_health->text()) {
        m_health->setText(health.words);
    }
    m_health->setToolTip(health.tip);
    if (m_shownMark != int(health.mark)) {
        m_shownMark = int(health.mark);
        m_mark->setIcon(Theme::markIcon(health.mark));
        m_mark->setAccessibleName(markWord(health.mark));
    }
}

/// A group's heading has the whole width.
void LiveStatePanel::spanGroups()
{
    m_values->clearSpans();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->index(row, 0).data(LiveStateModel::GroupRole).toBool()) {
            m_values->setSpan(row, 0, 1, LiveStateModel::kColumns);
        }
    }
    shareWidth();
}

/// Labels and values share the width of the table.
bool LiveStatePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_values->viewport() && event->type() == QEvent::Resize) {
        shareWidth();
    }
    return QWidget::eventFilter(watched, event);
}

/// Values get what the longest one needs within bounds: their names are longer.
void LiveStatePanel::shareWidth()
{
    const int width = m_values->viewport()->width();
    QStyleOptionViewItem option;
    option.font = m_values->font();
    int longest = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex value = m_model->index(row, LiveStateModel::ValueColumn);
        longest = std::max(longest, m_values->itemDelegate()->sizeHint(option, value).width());
    }
    const int values = std::clamp(longest, width / 3, width * 2 / 5);
    m_values->horizontalHeader()->resizeSection(LiveStateModel::Label, width - values);
    m_values->horizontalHeader()->resizeSection(LiveStateModel::ValueColumn, values);
}

} // namespace ember
