// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "counts/ratewindow.h"

#include <ember/events/eventemitter.h>

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>

#include <optional>
#include <vector>

namespace ember {

/// How often each event name came and how fast, as a tree: namespace (the first segment, with sums) → names. Rows are
/// only ever added, values change in place. GUI thread.
class CountsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        CountColumn,
        RateColumn,
        ColumnCount
    };
    enum Role
    {
        EventNameRole = Qt::UserRole + 1, ///< the full event name; empty for a namespace
        NamespaceRole, ///< the first segment; empty for names without one
        DimRole, ///< bool: a rate of 0 or an unknown one recedes
        SortRole, ///< comparable: texts for names, numbers for counts and rates (-1 for an unknown rate)
    };

    explicit CountsModel(QObject *parent = nullptr);

    /// The counts as they are at `now`. A name that is missing counts 0 (somebody reset the counts).
    void setCounts(const std::vector<EventCount> &counts, RateWindow::Clock::time_point now);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Figures
    {
        quint64 count = 0;
        std::optional<double> rate;
        friend bool operator==(const Figures &, const Figures &) = default;
    };
    struct Name
    {
        Symbol symbol;
        QString label; // without the namespace
        Figures figures;
        RateWindow window;
        quint64 pending = 0; // the count of the running update
    };
    struct Space
    {
        QString name; // empty: names without a dot
        Figures figures;
        RateWindow window;
        std::vector<Name> names;
    };
    struct Place
    {
        int space = 0;
        int name = 0;
    };

    Place placeOf(Symbol symbol);
    int spaceNamed(const QString &name);
    void updateSpace(int row, RateWindow::Clock::time_point now);
    [[nodiscard]] const Name *nameAt(const QModelIndex &index) const;
    [[nodiscard]] QString displayText(const QModelIndex &index, const Figures &figures) const;

    std::vector<Space> m_spaces;
    QHash<Symbol, Place> m_places;
};

} // namespace ember
