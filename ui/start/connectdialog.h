// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtWidgets/QDialog>

#include <functional>

namespace ember {

class SavedDesk;
class StartPage;

/// The ways in as a dialog, for a further connection. It stays open as long as the connection cannot be opened and says
/// why. GUI thread.
class ConnectDialog : public QDialog
{
    Q_OBJECT

public:
    /// Opens a connection; empty if that went well, else what went wrong.
    using Opener = std::function<QString(const ConnectionUrl &)>;

    /// With a desk, which outlives it, saved connections are among the ways in.
    explicit ConnectDialog(Opener open, QWidget *parent = nullptr, SavedDesk *saved = nullptr);
    /// See StartPage::askForPassword().
    void askForPassword(const ConnectionUrl &url);

private:
    StartPage *m_page = nullptr;
};

} // namespace ember
