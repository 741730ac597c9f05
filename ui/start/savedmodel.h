// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/savedconnections.h>

#include <QtCore/QAbstractTableModel>

namespace ember {

/// The saved connections as rows. Rows that stay keep their index, so that what is chosen stays chosen. GUI thread; the
/// connections outlive it.
class SavedModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        AddressColumn,
        SecretsColumn, ///< where the password is, in words
        ColumnCount
    };
    enum Role
    {
        IdRole = Qt::UserRole + 1, ///< SavedConnection::id
        DimRole, ///< bool
        MarkRole, ///< StateMark as int where it cannot be opened, else none
    };

    explicit SavedModel(const SavedConnections &saved, QObject *parent = nullptr);

    [[nodiscard]] QModelIndex indexOf(const QString &id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString id;
        QString name;
        QString address;
        QString secrets;
        QString problem; ///< why it cannot be opened
        friend bool operator==(const Row &, const Row &) = default;
    };
    [[nodiscard]] static Row rowOf(const SavedConnection &connection);
    void takeOver();
    void place(int row, Row fresh);

    const SavedConnections &m_saved;
    QList<Row> m_rows;
};

/// Where a connection's secrets are, in words: "password in the keyring"; empty if it has none.
[[nodiscard]] QString secretWords(const SavedConnection &connection);

} // namespace ember
