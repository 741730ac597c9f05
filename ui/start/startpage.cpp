// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/startpage.h"

#include "start/accountform.h"
#include "start/brokerform.h"
#include "start/saveddesk.h"
#include "start/savedlist.h"
#include "start/simulatorform.h"
#include "theme/hairline.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDialogWidth = 720;
constexpr int kWidest = 960; // px; wider lines are hard to read

QLabel *makeText(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText); // dim
    return label;
}

QVBoxLayout *makePart(QWidget *part, const QString &icon, const QString &title, const QString &text)
{
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3 * metric::kGrid);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(2 * metric::kGrid);
    auto *picture = new IconLabel(icon, metric::kToolIcon, part);
    heading->addWidget(picture);
    auto *name = new QLabel(title, part);
    name->setFont(Theme::instance().font(FontRole::BodyStrong));
    heading->addWidget(name, 1);
    layout->addLayout(heading);
    layout->addWidget(makeText(text, part));
    return layout;
}

} // namespace

StartPage::StartPage(Greeting greeting, QWidget *parent, SavedDesk *saved)
    : QWidget(parent)
    , m_desk(saved)
{
    setObjectName(greeting == Greeting::Shown ? u"startPage"_s : u"connectPage"_s);
    setAccessibleName(tr("Ways to start"));

    auto *content = new QWidget;
    content->setMaximumWidth(kWidest);
    auto *contentLayout = new QVBoxLayout(content);
    const int margin = greeting == Greeting::Shown ? 6 * metric::kGrid : 4 * metric::kGrid;
    contentLayout->setContentsMargins(margin, margin, margin, margin);
    contentLayout->setSpacing(5 * metric::kGrid);
    if (greeting == Greeting::Shown) {
        contentLayout->addStretch(1);
        contentLayout->addWidget(makeGreeting());
    }
    contentLayout->addWidget(makeProblem());
    if (m_desk) { // before the forms: Tab goes by age
        m_saved = new SavedList(*m_desk, content);
        contentLayout->addWidget(m_saved);
        connect(m_desk, &SavedDesk::problem, this, &StartPage::showProblem);
    }
    auto *ways = new QHBoxLayout;
    ways->setSpacing(6 * metric::kGrid);
    auto *without = new QVBoxLayout; // a broker of one's own
    without->setSpacing(5 * metric::kGrid);
    without->addWidget(makeSimulatorPart());
    without->addWidget(new Hairline(Qt::Horizontal, content));
    without->addWidget(makeAccountPart());
    without->addStretch(1);
    ways->addLayout(without, 2);
    ways->addWidget(new Hairline(Qt::Vertical, content));
    ways->addWidget(makeBrokerPart(), 3);
    contentLayout->addLayout(ways);
    contentLayout->addStretch(2);

    // Large type or a long language may need more height than there is.
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    auto *stage = new QWidget;
    auto *stageLayout = new QHBoxLayout(stage);
    stageLayout->setContentsMargins(0, 0, 0, 0);
    stageLayout->addStretch(1);
    stageLayout->addWidget(content, 100);
    stageLayout->addStretch(1);
    scroll->setWidget(stage);
    if (greeting == Greeting::Left) {
        const int width = std::max(stage->sizeHint().width(), kDialogWidth);
        scroll->setMinimumSize(width, std::max(stage->sizeHint().height(), stage->heightForWidth(width)));
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

QWidget *StartPage::makeGreeting()
{
    auto *greeting = new QWidget(this);
    auto *layout = new QVBoxLayout(greeting);
    layout->setContentsMargins(0, 0, 0, 2 * metric::kGrid);
    layout->setSpacing(metric::kGrid);
    auto *name = new QLabel(u"Emberscope"_s, greeting);
    name->setFont(Theme::instance().font(FontRole::Title));
    layout->addWidget(name);
    layout->addWidget(makeText(tr("See what your devices do as it happens: every event, how often it came, and which "
                                  "handlers ran for it."),
        greeting));
    return greeting;
}

QWidget *StartPage::makeSimulatorPart()
{
    auto *part = new QWidget(this);
    QVBoxLayout *layout = makePart(part, u"simulator"_s, tr("Watch the simulator"),
        tr("A built-in heat-pump water heater that behaves like a real one. Nothing to set "
           "up, nothing leaves this computer."));
    m_simulator = new SimulatorForm(part);
    use(m_simulator, layout);
    return part;
}

QWidget *StartPage::makeAccountPart()
{
    auto *part = new QWidget(this);
    QVBoxLayout *layout = makePart(part, u"account"_s, tr("NaviLink account"),
        tr("Water heaters that are on the account of the NaviLink app, through its cloud."));
    m_account = new AccountForm(part);
    use(m_account, layout);
    return part;
}

QWidget *StartPage::makeBrokerPart()
{
    auto *part = new QWidget(this);
    QVBoxLayout *layout = makePart(part, u"broker"_s, tr("Connect to a broker"),
        tr("The MQTT broker your devices speak through. A profile says what their messages mean."));
    use(new BrokerForm(part), layout);
    layout->addStretch(1);
    return part;
}

QWidget *StartPage::makeProblem()
{
    m_problem = new QWidget(this);
    auto *layout = new QHBoxLayout(m_problem);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * metric::kGrid);
    layout->addWidget(new IconLabel(Theme::markIcon(StateMark::Bad), metric::kIcon, m_problem), 0, Qt::AlignTop);
    m_problemText = new QLabel(m_problem);
    m_problemText->setObjectName(u"startError"_s);
    m_problemText->setAccessibleName(tr("What went wrong"));
    m_problemText->setTextFormat(Qt::PlainText);
    m_problemText->setWordWrap(true);
    m_problemText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_problemText, 1);
    m_problem->hide();
    return m_problem;
}

/// Adds the form to its part of the page.
void StartPage::use(ConnectionForm *form, QVBoxLayout *layout)
{
    if (m_desk) {
        form->offerSaving();
        connect(form, &ConnectionForm::saveRequested, this,
            [this](const ConnectionUrl &url) { m_desk->save(url, window()); });
    }
    connect(form, &ConnectionForm::submitted, this, &StartPage::openRequested);
    connect(form, &ConnectionForm::problemChanged, this, &StartPage::showProblem);
    layout->addWidget(form);
}

void StartPage::focusShortestWay()
{
    if (m_saved && !m_saved->isEmpty()) {
        m_saved->focusFirst();
    } else {
        m_simulator->focusButton();
    }
}

void StartPage::askForPassword(const ConnectionUrl &url)
{
    m_account->ask(url);
}

void StartPage::showProblem(const QString &problem)
{
    m_problemText->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace ember
