// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livestate/livestatemodel.h"

#include "inspector/fieldwords.h"
#include "log/figures.h"
#include "theme/theme.h"

#include <ember/device/discoveredmessage.h>
#include <ember/device/formatting.h>

#include <QtGui/QFont>

#include <algorithm>
#include <numeric>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// "60.0 °C" as figure and unit.
Figure split(const QString &words)
{
    const qsizetype space = words.lastIndexOf(kThinSpace);
    return space < 0 ? Figure{words, {}} : Figure{words.left(space), words.mid(space + 1)};
}

/// Whether a field only says how discovered values are shown, and has no state of its own.
bool isOnlyDescription(const Profile &profile, const FieldPath &path)
{
    return path.kind != FieldPath::Kind::Derived
        && std::ranges::all_of(profile.fields()[std::size_t(path.index)].messages,
            [&profile](int message) { return profile.messages()[std::size_t(message)].payload == PayloadKind::Any; });
}

} // namespace

LiveStateModel::LiveStateModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    m_clock.start();
}

void LiveStateModel::setState(const DeviceState &state)
{
    const bool otherDevice = state.source() != m_state.source() || state.connection() != m_state.connection();
    m_state = state;
    if (otherDevice || state.profile() != m_profile || state.discovered().size() != m_discovered) {
        beginResetModel();
        build(state.profile());
        choose();
        endResetModel();
        return;
    }
    const qint64 now = m_clock.elapsed();
    const bool glows = Theme::motionAllowed();
    std::size_t shown = 0;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        Row &row = m_rows[index];
        const bool visible = shown < m_shown.size() && m_shown[shown] == int(index);
        const int position = int(shown);
        shown += visible ? 1 : 0;
        if (isGroup(row)) {
            continue;
        }
        const Figure before{row.text, row.unit};
        const bool wasDim = row.dim;
        update(row);
        if (before.number == row.text && before.unit == row.unit && wasDim == row.dim) {
            continue;
        }
        // What is seen for the first time did not change.
        row.changedAt = glows && !wasDim ? now : -1;
        m_glowing = m_glowing || row.changedAt >= 0;
        if (visible) {
            Q_EMIT dataChanged(this->index(position, ValueColumn), this->index(position, ValueColumn));
        }
    }
}

void LiveStateModel::clear()
{
    beginResetModel();
    m_state = {};
    m_profile.reset();
    m_rows.clear();
    m_shown.clear();
    endResetModel();
}

void LiveStateModel::setShowAll(bool all)
{
    if (all != m_all) {
        beginResetModel();
        m_all = all;
        choose();
        endResetModel();
    }
}

void LiveStateModel::setSearch(const QString &text)
{
    if (text != m_search) {
        beginResetModel();
        m_search = text;
        choose();
        endResetModel();
    }
}

void LiveStateModel::fade()
{
    if (!m_glowing) {
        return;
    }
    m_glowing = false;
    for (std::size_t position = 0; position < m_shown.size(); ++position) {
        Row &row = m_rows[std::size_t(m_shown[position])];
        if (row.changedAt < 0) {
            continue;
        }
        if (glow(row) <= 0) {
            row.changedAt = -1;
        } else {
            m_glowing = true;
        }
        Q_EMIT dataChanged(index(int(position), ValueColumn), index(int(position), ValueColumn), {GlowRole});
    }
}

void LiveStateModel::build(const ProfilePtr &profile)
{
    m_profile = profile;
    m_rows.clear();
    m_discovered = m_state.discovered().size();
    if (!profile) {
        return;
    }
    for (const GroupDefinition &group : profile->groups()) {
        m_rows.push_back({.label = group.label, .path = {}, .key = {}, .name = {}, .text = {}, .unit = {}});
        // What matters first stands first, each part in the profile's order.
        for (const bool primary : {true, false}) {
            for (const FieldPath &member : group.members) {
                if (isOnlyDescription(*profile, member)) {
                    continue;
                }
                Row row;
                row.path = member;
                if (member.kind == FieldPath::Kind::Derived) {
                    const DerivedDefinition &derived = profile->derived()[std::size_t(member.index)];
                    row.label = derived.label;
                    row.key = derived.key;
                    row.primary = derived.primary;
                } else {
                    const FieldDefinition &field = profile->fields()[std::size_t(member.index)];
                    row.label = field.label;
                    row.key = field.key;
                    row.primary = field.primary;
                }
                if (row.primary == primary) {
                    row.label = row.label.isEmpty() ? row.key.text() : row.label;
                    row.name = row.key.text();
                    update(row);
                    m_rows.push_back(std::move(row));
                }
            }
        }
    }
    buildDiscovered();
}

void LiveStateModel::buildDiscovered()
{
    const QString &source = m_state.source().text();
    const std::vector<DiscoveredValue> &values = m_state.discovered();
    std::vector<std::pair<QString, int>> order; // by heading; a message that is one value stands under the device's own
    for (std::size_t place = 0; place < values.size(); ++place) {
        const bool isOneValue = values[place].name == u"value";
        order.emplace_back(
            isOneValue ? QString() : topicWithinDevice(source, values[place].topic).toString(), int(place));
    }
    std::ranges::stable_sort(order, {}, &std::pair<QString, int>::first);
    const QString *heading = nullptr;
    for (const auto &[within, place] : order) {
        if (!heading || *heading != within) {
            heading = &within;
            const QString label = within.isEmpty() ? tr("Values") : shownText(within);
            m_rows.push_back({.label = label, .path = {}, .key = {}, .name = {}, .text = {}, .unit = {}});
        }
        const DiscoveredValue &value = values[std::size_t(place)];
        Row row;
        row.discovered = place;
        row.name = value.name;
        row.label = value.profileField >= 0 ? m_profile->fields()[std::size_t(value.profileField)].label
                                            : shownText(discoveredName(source, value.topic, value.name));
        row.primary = true; // nobody said which of them matter
        update(row);
        m_rows.push_back(std::move(row));
    }
}

/// Which rows are shown; a group only with a value of its own.
void LiveStateModel::choose()
{
    m_shown.clear();
    int group = -1;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        const Row &row = m_rows[index];
        if (isGroup(row)) {
            group = int(index);
        } else if (isWanted(row)) {
            if (group >= 0) {
                m_shown.push_back(std::exchange(group, -1));
            }
            m_shown.push_back(int(index));
        }
    }
}

bool LiveStateModel::isWanted(const Row &row) const
{
    if (m_search.isEmpty()) {
        return m_all || row.primary;
    }
    return row.label.contains(m_search, Qt::CaseInsensitive) || row.name.contains(m_search, Qt::CaseInsensitive)
        || row.text.contains(m_search, Qt::CaseInsensitive);
}

const ValueState &LiveStateModel::valueState(const Row &row) const
{
    if (row.discovered >= 0) {
        return m_state.discovered()[std::size_t(row.discovered)].state;
    }
    return row.path.kind == FieldPath::Kind::Derived ? m_state.derivedState(row.path.index)
                                                     : m_state.fieldState(row.path.index);
}

void LiveStateModel::update(Row &row) const
{
    const ValueState &value = valueState(row);
    row.invalid = !value.invalidReason.isEmpty();
    row.unit.clear();
    if (row.invalid) {
        row.text = tr("invalid");
        row.dim = false;
        return;
    }
    if (row.discovered >= 0) {
        const int field = m_state.discovered()[std::size_t(row.discovered)].profileField;
        const Figure figure = split(formatDiscovered(*m_profile, field, value.raw.view()));
        row.text = figure.number;
        row.unit = figure.unit;
        row.dim = value.raw.view().isNull();
        return;
    }
    if (!value.isKnown) {
        row.text = row.path.kind == FieldPath::Kind::Derived ? tr("unknown") : tr("not reported");
        row.dim = true;
        return;
    }
    const Figure figure = row.path.kind == FieldPath::Kind::Derived
        ? split(formatDerived(m_profile->derived()[std::size_t(row.path.index)], value.raw.view()))
        : split([&] {
              const FieldDefinition &field = m_profile->fields()[std::size_t(row.path.index)];
              return formatValue(field, field.encoding ? field.encoding->decode(value.raw.view()) : value.raw.view());
          }());
    row.text = figure.number.isEmpty() ? tr("unknown") : figure.number;
    row.unit = figure.unit;
    const bool decodedToNull = row.path.kind != FieldPath::Kind::Derived
        && m_profile->fields()[std::size_t(row.path.index)].encoding
        && m_profile->fields()[std::size_t(row.path.index)].encoding->decode(value.raw.view()).isNull();
    row.dim = figure.number.isEmpty() || decodedToNull;
}

double LiveStateModel::glow(const Row &row) const
{
    if (row.changedAt < 0) {
        return 0;
    }
    return qMax(0.0, 1.0 - double(m_clock.elapsed() - row.changedAt) / double(kGlow.count()));
}

int LiveStateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int LiveStateModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant LiveStateModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Row &row = m_rows[std::size_t(m_shown[std::size_t(index.row())])];
    const bool group = isGroup(row);
    const bool value = index.column() == ValueColumn && !group;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Label ? row.label : value ? row.text : QString();
    case Qt::ToolTipRole:
        return group ? QVariant() : tip(row);
    case Qt::TextAlignmentRole:
        return int((index.column() == ValueColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return group ? QVariant(Theme::instance().font(FontRole::BodyStrong)) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == Label ? row.label : value ? Figure{row.text, row.unit}.text() : QString();
    case UnitRole:
        return value ? row.unit : QString();
    case MarkRole:
        return value && row.invalid ? QVariant(int(StateMark::Attention)) : QVariant();
    case DimRole:
        return value && row.dim;
    case GlowRole:
        return value ? glow(row) : 0.0;
    case GroupRole:
        return group;
    case WireNameRole:
        return group ? QString() : row.name;
    default:
        return {};
    }
}

Qt::ItemFlags LiveStateModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return {};
    }
    return index.data(GroupRole).toBool() ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QVariant LiveStateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == Label ? tr("Value") : tr("Now");
}

/// Raw value, decoded value and rule, one hover apart.
QString LiveStateModel::tip(const Row &row) const
{
    const ValueState &value = valueState(row);
    const bool derived = row.path.kind == FieldPath::Kind::Derived;
    QStringList lines;
    lines << (derived ? tr("%1 (computed: %2)") : tr("%1 (on the wire: %2)")).arg(row.label, row.name);
    lines << tr("Decoded: %1").arg(Figure{row.text, row.unit}.text());
    QString hint;
    if (row.discovered >= 0) {
        hint
            = tr("Found in the messages on %1").arg(shownText(m_state.discovered()[std::size_t(row.discovered)].topic));
    } else if (derived) {
        hint = m_profile->derived()[std::size_t(row.path.index)].hint;
    } else {
        const FieldDefinition &field = m_profile->fields()[std::size_t(row.path.index)];
        if (value.isKnown) {
            lines << tr("Raw: %1").arg(value.raw.view().toString());
        }
        if (field.encoding) {
            lines << tr("Rule: %1").arg(ruleWords(*field.encoding));
        }
        hint = field.hint;
    }
    if (row.invalid) {
        lines << tr("Invalid: %1").arg(value.invalidReason);
    }
    if (!hint.isEmpty()) {
        lines << hint;
    }
    if (value.isKnown) {
        const QString time = clockText(value.changedAt);
        lines << (value.isChangeSeen ? tr("Unchanged since %1").arg(time) : tr("Unchanged since before %1").arg(time));
    }
    return lines.join(u'\n');
}

} // namespace ember
