// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/connectdialog.h"

#include "start/saveddesk.h"
#include "start/startpage.h"
#include "theme/theme.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

ConnectDialog::ConnectDialog(Opener open, QWidget *parent, SavedDesk *saved)
    : QDialog(parent)
{
    setObjectName(u"connectDialog"_s);
    setWindowTitle(tr("Add a connection"));
    m_page = new StartPage(StartPage::Greeting::Left, this, saved);
    if (saved) {
        connect(saved, &SavedDesk::opened, this, &QDialog::accept);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false); // Enter belongs to the form
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_page, &StartPage::openRequested, this, [this, open = std::move(open)](const ConnectionUrl &url) {
        const QString problem = open(url);
        m_page->showProblem(problem);
        if (problem.isEmpty()) {
            accept();
        }
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4 * metric::kGrid);
    layout->addWidget(m_page);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(4 * metric::kGrid, 0, 4 * metric::kGrid, 0);
    row->addWidget(buttons);
    layout->addLayout(row);
    for (QPushButton *button : findChildren<QPushButton *>()) {
        button->setAutoDefault(false);
    }
}

void ConnectDialog::askForPassword(const ConnectionUrl &url)
{
    m_page->askForPassword(url);
}

} // namespace ember
