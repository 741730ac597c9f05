// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "arguments.h"

#include <ember/session/session.h>

#include <QtCore/QMap>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <memory>

namespace ember {

class EventPrinter;

/// The command `watch`: one session, printed until something ends it. Main thread.
class Watch : public QObject
{
    Q_OBJECT

public:
    explicit Watch(WatchArguments arguments, QObject *parent = nullptr);
    ~Watch() override;

    /// Runs to its end and returns the exit code; needs a QCoreApplication.
    int run();

Q_SIGNALS:
    /// From the emitter's thread: the printer wants no more.
    void printerEnded();

private:
    bool openAll();
    void startPrinting();
    void lookAtConnections();
    void tellLosses();
    void end(const QString &reason, int exitCode);
    [[nodiscard]] bool everyConnectionWasEstablished() const;
    int finish();

    const WatchArguments m_arguments;
    Session m_session;
    std::unique_ptr<EventPrinter> m_printer;
    QTimer m_looking;
    QTimer m_deadline;
    QMap<ConnectionId, QString> m_told; // the last line told about each connection
    QMap<ConnectionId, quint64> m_toldDropped; // messages
    std::chrono::steady_clock::time_point m_lossesToldAt{};
    bool m_toldOfValues = false;
    bool m_toldOfFurther = false; // devices whose state is not followed
    QString m_reason;
    int m_exitCode = 0;
};

} // namespace ember
