// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/tracemodel.h"

#include "log/rowtext.h"
#include "theme/theme.h"

#include <QtGui/QFont>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

TraceModel::BarKind barKind(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Failed:
    case Outcome::Dropped:
        return TraceModel::BarKind::Failed;
    case Outcome::Pending:
    case Outcome::Abandoned:
        return TraceModel::BarKind::Waiting;
    case Outcome::Succeeded:
        break;
    }
    return TraceModel::BarKind::Succeeded;
}

} // namespace

TraceModel::TraceModel(HandlerLookup lookup, QObject *parent)
    : QAbstractItemModel(parent)
    , m_lookup(std::move(lookup))
{
}

void TraceModel::setEntries(Descendants descendants)
{
    beginResetModel();
    m_descendants = std::move(descendants);
    m_nodes.clear();
    m_axisNs = 1;
    if (!m_descendants.entries.empty()) {
        quint64 start = 0;
        for (std::size_t entry = 0; entry < m_descendants.entries.size(); ++entry) {
            const int parentEntry = m_descendants.entries[entry].parent;
            const auto parent = std::ranges::find_if(
                m_nodes, [&](const Node &other) { return other.run < 0 && other.entry == parentEntry; });
            addEntry(int(entry), parent == m_nodes.end() ? -1 : int(parent - m_nodes.begin()), start);
            start += m_descendants.entries[entry].durationNs;
        }
        m_axisNs = qMax<quint64>(start, 1);
    }
    endResetModel();
}

void TraceModel::clear()
{
    setEntries({});
}

int TraceModel::addNode(Node node)
{
    const int index = int(m_nodes.size());
    if (node.parent >= 0) {
        auto &siblings = m_nodes[std::size_t(node.parent)].children;
        node.row = int(siblings.size());
        siblings.push_back(index);
    }
    m_nodes.push_back(std::move(node));
    return index;
}

void TraceModel::addEntry(int entry, int parent, quint64 startNs)
{
    const int event = addNode({.entry = entry, .parent = parent, .startNs = startNs, .children = {}});
    const auto &runs = m_descendants.entries[std::size_t(entry)].runs;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        addNode(
            {.entry = entry, .run = int(run), .parent = event, .startNs = startNs + runs[run].startNs, .children = {}});
    }
}

QModelIndex TraceModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const int id = parent.isValid() ? node(parent).children[std::size_t(row)] : 0;
    return createIndex(row, column, quintptr(id));
}

QModelIndex TraceModel::parent(const QModelIndex &child) const
{
    const int parent = child.isValid() ? node(child).parent : -1;
    return parent < 0 ? QModelIndex() : createIndex(m_nodes[std::size_t(parent)].row, 0, quintptr(parent));
}

int TraceModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return m_nodes.empty() ? 0 : 1;
    }
    return parent.column() == 0 ? int(node(parent).children.size()) : 0;
}

int TraceModel::columnCount(const QModelIndex &) const
{
    return kColumns;
}

QVariant TraceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node &at = node(index);
    const InspectedEntry &entry = m_descendants.entries[std::size_t(at.entry)];
    const bool measured = at.run >= 0 || !entry.runs.empty(); // without handlers there is nothing to measure
    const quint64 lengthNs = at.run < 0 ? entry.durationNs : entry.runs[std::size_t(at.run)].durationNs;
    switch (role) {
    case StartRole:
        return double(at.startNs) / double(m_axisNs);
    case LengthRole:
        return double(lengthNs) / double(m_axisNs);
    case LogRowRole:
        return entry.row;
    case UnitRole:
        return index.column() == Duration && measured ? durationFigure(lengthNs).unit : QVariant();
    case Qt::TextAlignmentRole: {
        const bool figure = index.column() == Priority || index.column() == Duration;
        return int((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    default:
        break;
    }
    if (role == Qt::DisplayRole && index.column() == Duration) {
        return measured ? durationFigure(lengthNs).number : u"–"_s; // as in the log
    }
    return at.run < 0 ? eventData(at, index.column(), role) : handlerData(at, index.column(), role);
}

QVariant TraceModel::eventData(const Node &node, int column, int role) const
{
    const InspectedEntry &entry = m_descendants.entries[std::size_t(node.entry)];
    switch (role) {
    case KindRole:
        return int(BarKind::Emission);
    case MarkRole: {
        const auto mark = eventMark(entry.event.name());
        return column == Name && mark ? QVariant(int(*mark)) : QVariant();
    }
    case Qt::FontRole:
        return column == Name ? Theme::instance().font(FontRole::BodyStrong) : QVariant();
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        if (column == Name) {
            return entry.event.name();
        }
        if (column == Result && role == Qt::DisplayRole) {
            return entry.runs.empty()    ? tr("no handler ran")
                : entry.runs.size() == 1 ? tr("1 handler")
                                         : tr("%1 handlers").arg(countText(entry.runs.size()));
        }
        return {};
    default:
        return {};
    }
}

QVariant TraceModel::handlerData(const Node &node, int column, int role) const
{
    const InspectedEntry &entry = m_descendants.entries[std::size_t(node.entry)];
    const HandlerRun &run = entry.runs[std::size_t(node.run)];
    if (role == KindRole) {
        return int(barKind(run.outcome));
    }
    if (role == MarkRole && column == Result && run.outcome != Outcome::Succeeded) {
        return int(run.outcome == Outcome::Pending ? StateMark::Connecting : StateMark::Bad);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    static const HandlerInfo unknown{.name = tr("(unknown handler)")};
    const auto known = m_lookup ? m_lookup(run.handler) : nullptr;
    const HandlerInfo &info = known ? *known : unknown;
    const HandlerFailure *failure = entry.failureOf(run.handler);
    if (role == Qt::ToolTipRole) {
        return handlerTip(info, failure);
    }
    switch (column) {
    case Name:
        return info.name;
    case Priority:
        return known ? QString::number(info.priority) : u"–"_s;
    case Result:
        if (run.outcome == Outcome::Pending) {
            return tr("waiting");
        }
        if (run.outcome == Outcome::Abandoned) {
            return tr("abandoned");
        }
        if (run.outcome == Outcome::Succeeded) {
            return tr("ok");
        }
        if (run.outcome == Outcome::Dropped) {
            return failure ? tr("dropped: %1").arg(failure->message) : tr("dropped");
        }
        return failure ? tr("failed: %1").arg(failure->message) : tr("failed");
    default:
        return {};
    }
}

QString TraceModel::handlerTip(const HandlerInfo &info, const HandlerFailure *failure) const
{
    QStringList lines{info.name,
        info.isMiddleware ? tr("Middleware: runs before the handlers")
                          : tr("Listens to %1 with priority %2").arg(info.pattern).arg(info.priority)};
    if (!info.file.isEmpty()) {
        lines << tr("Registered in %1:%2").arg(info.file).arg(info.line);
    }
    if (failure) {
        lines << tr("Failed: %1 (%2)").arg(failure->message, failure->exceptionType);
    }
    return lines.join(u'\n');
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool figure = section == Priority || section == Duration;
        return int((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Handler");
    case Priority:
        return tr("Priority");
    case Axis:
        return m_axisNs == 1 ? tr("Time") : tr("0 to %1").arg(durationFigure(m_axisNs).text());
    case Duration:
        return tr("Duration");
    case Result:
        return tr("Outcome");
    default:
        return {};
    }
}

} // namespace ember
