// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/devicetarget.h"

#include <ember/device/tables.h>

#include <QtCore/QAbstractTableModel>
#include <QtWidgets/QDialog>

class QLabel;
class QTabWidget;
class QTableView;

namespace ember {

class CommandForm;
class FrameClock;

/// One table of a device as last told. GUI thread.
class RecordModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// `table` must outlive it.
    explicit RecordModel(const TableDefinition &table, QObject *parent = nullptr);

    void setContent(const TableContent &content);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const TableDefinition &m_table;
    TableContent m_content;
};

/// Energy and schedules of a device: a page for each table of its profile, with the question that brings it. Questions
/// change nothing, so they are asked through a read-only connection too. GUI thread.
class RecordsDialog : public QDialog
{
    Q_OBJECT

public:
    RecordsDialog(Session &session, FrameClock &clock, DeviceTarget target, QWidget *parent = nullptr);

private:
    struct Page
    {
        const TableDefinition *table = nullptr;
        RecordModel *model = nullptr;
        QTableView *view = nullptr;
        QLabel *note = nullptr;
        const void *shown = nullptr; // the message that is shown
    };

    QWidget *makePage(const TableDefinition &table);
    void pull();
    void present(Page &page, const DecodedMessage *message);

    Session &m_session;
    FrameClock &m_clock;
    const DeviceTarget m_target; // keeps the profile, and so the tables
    QTabWidget *m_tabs = nullptr;
    std::vector<Page> m_pages;
    DeviceState m_state; // keeps the messages that are shown, so that a later one is another
    quint64 m_version = 0;
    bool m_pulled = false;
};

} // namespace ember
