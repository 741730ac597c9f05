// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicestate.h>

#include <QtCore/QAbstractTableModel>
#include <QtCore/QElapsedTimer>

#include <chrono>
#include <vector>

namespace ember {

/// The values of one device in the groups and order of its profile, and behind them those that were found in its
/// messages, grouped by topic. Updated in place: a new state changes only the
/// cells whose words changed. Lives on the GUI thread.
class LiveStateModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Label,
        ValueColumn,
        kColumns
    };
    enum Role
    {
        UnitRole = Qt::UserRole,
        MarkRole, ///< StateMark as int, or none
        DimRole, ///< bool: unknown or not reported
        GlowRole, ///< 1 (just changed) to 0 (rests)
        GroupRole, ///< bool: a group's heading
        WireNameRole, ///< the device's own name of the value
    };
    static constexpr std::chrono::milliseconds kGlow{300};

    explicit LiveStateModel(QObject *parent = nullptr);

    /// Takes a newer state of the same device, or another device, in.
    void setState(const DeviceState &state);
    void clear();
    /// Everything, or only the primary values.
    void setShowAll(bool all);
    [[nodiscard]] bool isShowingAll() const noexcept { return m_all; }
    /// Only values whose name or words contain the text, primary or not; empty: no search.
    void setSearch(const QString &text);
    /// Lets glowing cells fade; call once per frame.
    void fade();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString label;
        FieldPath path; ///< index -1: a group's heading, or a discovered value
        int discovered = -1; ///< its place among the state's discovered values
        Symbol key; ///< null for a discovered value
        QString name; ///< the device's own
        bool primary = false;
        QString text;
        QString unit;
        bool dim = true;
        bool invalid = false;
        qint64 changedAt = -1; ///< of m_clock; -1: rests
    };

    void build(const ProfilePtr &profile);
    void buildDiscovered();
    [[nodiscard]] static bool isGroup(const Row &row) { return row.path.index < 0 && row.discovered < 0; }
    void choose();
    void update(Row &row) const;
    [[nodiscard]] const ValueState &valueState(const Row &row) const;
    [[nodiscard]] bool isWanted(const Row &row) const;
    [[nodiscard]] QString tip(const Row &row) const;
    [[nodiscard]] double glow(const Row &row) const;

    DeviceState m_state;
    ProfilePtr m_profile;
    std::size_t m_discovered = 0; // values that the rows were built for
    std::vector<Row> m_rows; // all of them, groups before their values
    std::vector<int> m_shown; // indices of m_rows
    QString m_search;
    QElapsedTimer m_clock;
    bool m_all = false;
    bool m_glowing = false;
};

} // namespace ember
