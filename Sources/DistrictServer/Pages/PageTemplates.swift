import Mustache

/// The pages' markup. A template that does not parse is a mistake of ours, and stops every test of a page.
enum PageTemplates {
    /// The library escapes nothing (`TEXT`): it would by `Character`, and a mark behind `<`, or a letter that Unicode prepends to the next
    /// sign, hides it. A template without this word escapes twice, which shows and harms nobody.
    static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        let pages = [
            ("frame", frame), ("overview", overview), ("unit", unit), ("source", source), ("login", login), ("refusedList", refusedList),
            ("refusedPush", refusedPush),
        ]
        for (name, text) in pages {
            do { try library.register("{{% CONTENT_TYPE: TEXT}}" + text, named: name) } catch {
                preconditionFailure("template \(name): \(error)")
            }
        }
        return library
    }()

    /// A template filled in; every value that is no flag and no list becomes a `PageText` first.
    static func page(_ template: String, _ values: [String: Any]) -> [UInt8] {
        Array((library.render(escaped(values), withTemplate: template) ?? "").utf8)
    }

    private static func escaped(_ value: Any) -> Any {
        switch value {
        case let flag as Bool: flag
        case let fields as [String: Any]: fields.mapValues(escaped)
        case let list as [Any]: list.map(escaped)
        case let lines as PageLines: lines.escaped
        default: PageText.escaped(String(describing: value))
        }
    }

    private static let frame = """
        <!DOCTYPE html>
        <html lang="{{lang}}">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{heading}}</title><link rel="stylesheet" href="/style.css"></head>
        <body>
        <a class="skip" href="#main">{{w.skip}}</a>
        <header><div class="bar"><div><h1>{{heading}}</h1><p>{{subheading}}</p></div>
        <div class="noprint visitor">{{#visitor}}<form method="post" action="/logout"><span>{{visitor.name}} ({{visitor.role}})</span><input type="hidden" name="form" value="{{visitor.formToken}}"><input type="hidden" name="lang" value="{{lang}}"><button class="quiet">{{w.logOut}}</button></form>{{/visitor}}
        <a href="{{otherLanguage.href}}" hreflang="{{otherLanguage.code}}" lang="{{otherLanguage.code}}">{{otherLanguage.name}}</a></div></div></header>
        <main id="main">
        {{$content}}{{/content}}
        </main>
        <footer>
        {{#technical}}<details><summary>{{w.technical}}</summary>
        <p>{{w.digest}}: <code>{{technical.digest}}</code><br>{{w.catalogue}}: <code>{{technical.catalogue}}</code></p>
        </details>{{/technical}}
        <p>{{disclaimer}}</p>
        </footer>
        </body></html>

        """

    private static let overview = """
        {{<frame}}{{$content}}
        <form method="get" action="/" class="noprint">
        <label>{{w.period}}<select name="period">{{#periods}}<option value="{{code}}"{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/periods}}</select></label>
        <label>{{w.calendar}}<select name="calendar">{{#calendars}}<option value="{{code}}"{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/calendars}}</select></label>
        <input type="hidden" name="lang" value="{{lang}}"><button>{{w.show}}</button>
        </form>
        <p class="note">{{w.live}}. {{coverage}}. {{w.asOf}} {{asOf}}.<br>{{disclaimer}}</p>
        {{#hasSimulated}}<p class="note alarm">{{w.simulated}}</p>{{/hasSimulated}}
        \(refusedNotice)
        <h2 id="by-dimension">{{w.byDimension}}</h2>
        <div class="scroll"><table>
        <caption>{{w.notSum}}</caption>
        <thead><tr><th scope="col" colspan="2">{{w.dimension}}</th><th scope="col" colspan="2">{{w.standing}}</th><th scope="col" class="n">{{w.activities}}</th><th scope="col" class="n">{{w.done}}</th><th scope="col" class="n">{{w.late}}</th></tr></thead>
        <tbody>
        {{#dimensions}}<tr{{#isTotal}} class="total"{{/isTotal}}><th scope="row">{{code}}</th><th scope="row">{{name}}</th><td class="n"><a href="{{standing.href}}">{{standing.text}}</a></td><td class="n">{{#standing.max}}<meter min="0" max="{{standing.max}}" value="{{standing.value}}">{{standing.percent}}</meter> {{/standing.max}}{{standing.percent}}</td><td class="n"><a href="{{activities.href}}">{{activities.text}}</a></td><td class="n"><a href="{{done.href}}">{{done.text}}</a></td><td class="n{{#late.isSome}} late{{/late.isSome}}"><a href="{{late.href}}">{{late.text}}</a></td></tr>
        {{/dimensions}}
        </tbody></table></div>
        <h2 id="by-unit">{{w.byUnit}}</h2>
        <div class="scroll"><table class="grid">
        <caption>{{gridCaption}}</caption>
        <thead><tr><th scope="col">{{w.unit}}</th>{{#gridColumns}}<th scope="col" class="n"><abbr title="{{name}}">{{code}}</abbr></th>{{/gridColumns}}<th scope="col" class="n">{{w.done}}</th><th scope="col" class="n">{{w.late}}</th></tr></thead>
        <tbody>
        {{#grid}}<tr{{#isTotal}} class="total"{{/isTotal}}><th scope="row">{{#href}}<a href="{{href}}">{{name}}</a>{{/href}}{{^href}}{{name}}{{/href}}</th>{{#isSilent}}<td colspan="{{span}}" class="missing">{{w.noFigures}}</td>{{/isSilent}}{{#cells}}<td class="n"><a href="{{standing.href}}">{{standing.text}}</a><span class="second"><a href="{{activities.href}}">{{activities.text}}</a></span></td>{{/cells}}{{#ends}}<td class="n{{#isLate}} late{{/isLate}}"><a href="{{href}}">{{text}}</a></td>{{/ends}}</tr>
        {{/grid}}
        </tbody></table></div>
        <p class="noprint"><a href="{{csvHref}}">{{w.download}}</a></p>
        <h2 id="late">{{w.lateHeading}}</h2>
        {{#hasLate}}<div class="scroll"><table><thead><tr><th scope="col">{{w.unit}}</th><th scope="col">{{w.task}}</th><th scope="col">{{w.due}}</th><th scope="col">{{w.state}}</th></tr></thead><tbody>
        {{#late}}<tr><th scope="row">{{unit}}</th><td>{{task}}</td><td>{{due}}</td><td>{{state}}</td></tr>
        {{/late}}</tbody></table></div>{{/hasLate}}{{^hasLate}}<p>{{w.noneLate}}</p>{{/hasLate}}
        <h2 id="sync">{{w.syncHeading}}</h2>
        <div class="scroll"><table><thead><tr><th scope="col">{{w.unit}}</th><th scope="col">{{w.lastReceipt}}</th><th scope="col" class="n">{{w.devices}}</th><th scope="col" class="n">{{w.entries}}</th><th scope="col">{{w.plan}}</th></tr></thead><tbody>
        {{#sync}}<tr><th scope="row">{{unit}}</th><td>{{#received}}{{received}}{{/received}}{{^received}}<span class="missing">{{w.never}}</span>{{/received}}</td><td class="n">{{devices}}</td><td class="n">{{entries}}</td><td>{{plan}}</td></tr>
        {{/sync}}</tbody></table></div>
        <h2 id="measures">{{w.measures}}</h2>
        <div class="scroll"><table><thead><tr><th scope="col">{{w.measure}}</th><th scope="col" class="n">{{w.value}}</th><th scope="col" class="n">{{w.percent}}</th><th scope="col" class="n">{{w.units}}</th></tr></thead><tbody>
        {{#measures}}<tr><th scope="row">{{name}}</th><td class="n"><a href="{{href}}">{{value}}</a></td><td class="n">{{percent}}</td><td class="n">{{units}}</td></tr>
        {{/measures}}</tbody></table></div>
        {{#hasListed}}<h2 id="listed">{{w.listed}}</h2>
        <table><thead><tr><th scope="col">{{w.unit}}</th><th scope="col">{{w.reason}}</th><th scope="col" class="n">{{w.count}}</th></tr></thead><tbody>
        {{#listed}}<tr><th scope="row">{{unit}}</th><td>{{reason}}</td><td class="n">{{count}}</td></tr>
        {{/listed}}</tbody></table>{{/hasListed}}
        {{/content}}{{/frame}}
        """

    private static let unit = """
        {{<frame}}{{$content}}
        <p class="noprint"><a href="{{backHref}}">{{w.back}}</a></p>
        <p class="note">{{w.live}}. {{w.asOf}} {{asOf}}.</p>
        \(refusedNotice)
        {{#isSilent}}<p class="note alarm">{{w.noFigures}}</p>{{/isSilent}}
        {{#plan}}<p>{{w.plan}}: {{title}}</p>{{/plan}}
        <h2>{{w.tasks}}</h2>
        <div class="scroll"><table><thead><tr><th scope="col">{{w.task}}</th><th scope="col">{{w.what}}</th><th scope="col">{{w.organ}}</th><th scope="col">{{w.dimension}}</th><th scope="col">{{w.due}}</th><th scope="col">{{w.state}}</th></tr></thead><tbody>
        {{#tasks}}<tr><th scope="row">{{code}}</th><td>{{text}}</td><td>{{organ}}</td><td>{{dimensions}}</td><td>{{due}}</td><td class="state{{#isLate}} late{{/isLate}}">{{state}}</td></tr>
        {{/tasks}}</tbody></table></div>
        <h2>{{w.measures}}</h2>
        <div class="scroll"><table><thead><tr><th scope="col">{{w.measure}}</th><th scope="col" class="n">{{w.value}}</th><th scope="col" class="n">{{w.percent}}</th></tr></thead><tbody>
        {{#measures}}<tr><th scope="row">{{name}}</th><td class="n"><a href="{{href}}">{{value}}</a></td><td class="n">{{percent}}</td></tr>
        {{/measures}}</tbody></table></div>
        <h2>{{w.device}}</h2>
        <div class="scroll"><table><thead><tr><th scope="col">{{w.device}}</th><th scope="col">{{w.lastReceipt}}</th><th scope="col" class="n">{{w.entries}}</th></tr></thead><tbody>
        {{#devices}}<tr><th scope="row">{{name}}</th><td>{{#received}}{{received}}{{/received}}{{^received}}<span class="missing">{{w.never}}</span>{{/received}}</td><td class="n">{{entries}}</td></tr>
        {{/devices}}</tbody></table></div>
        {{/content}}{{/frame}}
        """

    private static let source = """
        {{<frame}}{{$content}}
        <p class="noprint"><a href="{{backHref}}">{{w.back}}</a></p>
        <p class="note">{{figureName}}: <strong>{{value}}</strong></p>
        {{^hasRows}}<p>{{w.noRows}}</p>{{/hasRows}}
        {{#hasRows}}<div class="scroll"><table><thead><tr><th scope="col">{{w.day}}</th><th scope="col">{{w.unit}}</th><th scope="col">{{w.what}}</th><th scope="col" class="n">{{w.adds}}</th><th scope="col">{{w.by}}</th><th scope="col">{{w.received}}</th></tr></thead><tbody>
        {{#rows}}<tr><td>{{day}}</td><th scope="row">{{unit}}</th><td>{{what}}</td><td class="n">{{amount}}</td><td>{{by}}</td><td>{{received}}</td></tr>
        {{/rows}}</tbody></table></div>
        <details><summary>{{w.technical}}</summary><div class="scroll"><table><thead><tr><th scope="col">{{w.event}}</th><th scope="col">{{w.log}}</th><th scope="col" class="n">{{w.receiptSize}}</th></tr></thead><tbody>
        {{#rows}}<tr><td><code>{{event}}</code></td><td><code>{{log}} {{index}}</code></td><td class="n">{{receiptSize}}</td></tr>
        {{/rows}}</tbody></table></div></details>{{/hasRows}}
        {{/content}}{{/frame}}
        """

    private static let login = """
        {{<frame}}{{$content}}
        {{#note}}<p class="note alarm" role="alert">{{note}}</p>{{/note}}
        {{#noUsers}}<p class="note">{{noUsers}}<br><code>{{command}}</code></p>{{/noUsers}}
        <form method="post" action="/login" class="login">
        <label>{{w.userName}}<input name="name" value="{{name}}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required></label>
        <label>{{w.password}}<input name="password" type="password" autocomplete="current-password" required></label>
        <input type="hidden" name="next" value="{{next}}"><input type="hidden" name="lang" value="{{lang}}">
        <button>{{w.logIn}}</button>
        </form>
        {{/content}}{{/frame}}
        """
}
