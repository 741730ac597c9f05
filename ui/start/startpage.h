// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtWidgets/QWidget>

class QLabel;
class QVBoxLayout;

namespace ember {

class AccountForm;
class ConnectionForm;
class SavedDesk;
class SavedList;
class SimulatorForm;

/// The ways in: what is saved, watch the simulator, sign in to an account, connect to a broker. The first page of the
/// window and the inside of the connect dialog. GUI thread.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    enum class Greeting : bool
    {
        Shown, ///< with the program's name and what it is for
        Left, ///< inside a dialog, which has a title of its own
    };
    /// With a desk, which outlives it, saved connections are offered, and what is filled in can be saved.
    explicit StartPage(Greeting greeting, QWidget *parent = nullptr, SavedDesk *saved = nullptr);

    /// Says in place why a connection could not be opened; an empty text takes it away.
    void showProblem(const QString &problem);
    /// Gives the keyboard to what is saved, else to the simulator's button.
    void focusShortestWay();
    /// Fills in an account whose password has to be asked for, and gives the keyboard to that.
    void askForPassword(const ConnectionUrl &url);

Q_SIGNALS:
    /// The person chose a way in.
    void openRequested(const ember::ConnectionUrl &url);

private:
    [[nodiscard]] QWidget *makeGreeting();
    [[nodiscard]] QWidget *makeSimulatorPart();
    [[nodiscard]] QWidget *makeAccountPart();
    [[nodiscard]] QWidget *makeBrokerPart();
    [[nodiscard]] QWidget *makeProblem();
    void use(ConnectionForm *form, QVBoxLayout *layout);

    SavedDesk *m_desk;
    SavedList *m_saved = nullptr;
    SimulatorForm *m_simulator = nullptr;
    AccountForm *m_account = nullptr;
    QWidget *m_problem = nullptr;
    QLabel *m_problemText = nullptr;
};

} // namespace ember
