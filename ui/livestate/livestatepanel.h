// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicestate.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace ember {

class AlarmList;
class DeviceActions;
class FrameClock;
class IconLabel;
class LiveStateModel;
class Session;

/// The present state of one device through one connection (a unit that is heard through several has as many states, and
/// the panel says which it shows and lets one change): sentences an owner would say, alarms, then its values in groups.
/// Pulls once per frame and changes only what changed. Lives on the GUI thread; session and clock must outlive it.
class LiveStatePanel : public QWidget
{
    Q_OBJECT

public:
    LiveStatePanel(Session &session, FrameClock &clock, QWidget *parent = nullptr);

    [[nodiscard]] LiveStateModel *model() const noexcept { return m_model; }
    /// The device that is shown, as (connection, source); both empty while there is none.
    [[nodiscard]] std::pair<QString, QString> device() const { return m_device; }

public Q_SLOTS:
    /// Shows this device as soon as it is there.
    void showDevice(const QString &connection, const QString &source);

Q_SIGNALS:
    void deviceShown(const QString &connection, const QString &source);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// A device that is shown as one, through one connection or several.
    struct Unit
    {
        QString source;
        QStringList connections;
    };

    void buildHeading(QVBoxLayout *layout);
    void buildValues(QVBoxLayout *layout);
    void pull();
    void listDevices(const QList<DeviceState> &devices);
    void listDevice(const DeviceState &device);
    void showConnections(int unit);
    [[nodiscard]] QString ownersName(const QString &connection, const QString &source) const;
    [[nodiscard]] int unitOf(const QString &connection, const QString &source) const;
    void present(const DeviceState &device);
    void showHealth();
    void spanGroups();
    void shareWidth();

    Session &m_session;
    LiveStateModel *m_model;
    QStackedWidget *m_pages;
    QComboBox *m_chooser; // one entry for each of m_units
    QWidget *m_throughRow;
    QComboBox *m_through; // the connections of the chosen one
    QLabel *m_name;
    IconLabel *m_mark;
    QLabel *m_health;
    QLabel *m_sentences;
    AlarmList *m_alarms;
    DeviceActions *m_actions;
    QCheckBox *m_all;
    QLineEdit *m_search;
    QTableView *m_values;
    DeviceState m_shown;
    std::pair<QString, QString> m_device;
    std::vector<Unit> m_units; // in the order first heard
    QHash<QString, int> m_unitRows; // by the connection too where others may have the same source
    qsizetype m_listed = 0; // devices of the session that are among them
    quint64 m_version = 0;
    bool m_everPulled = false;
    int m_shownMark = -1;
    QElapsedTimer m_sinceHealth;
    QElapsedTimer m_sinceSentences;
};

} // namespace ember
