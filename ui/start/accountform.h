// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/connectionform.h"

namespace ember {

/// The form for a NaviLink account: e-mail address and password. GUI thread.
class AccountForm final : public ConnectionForm
{
    Q_OBJECT

public:
    explicit AccountForm(QWidget *parent = nullptr);

    [[nodiscard]] Result<ConnectionUrl> url() const override;
    /// Fills in the account of an address whose password has to be asked for, and gives the keyboard to that. Its
    /// parameters are kept as long as the e-mail address stays.
    void ask(const ConnectionUrl &url);

private:
    void focusMistake() override;

    QLineEdit *m_email = nullptr;
    QLineEdit *m_password = nullptr;
    ConnectionUrl m_asked; // of ask()
};

} // namespace ember
