/// The markup of what is said about refused pushes.
extension PageTemplates {
    static let refusedNotice =
        "{{#refused}}<p class=\"note{{#isFork}} alarm{{/isFork}}\">{{text}}{{#listHref}} <a href=\"{{listHref}}\">{{w.seeRefused}}</a>{{/listHref}}</p>{{/refused}}"

    static let refusedList = """
        {{<frame}}{{$content}}
        <p class="noprint"><a href="{{backHref}}">{{w.back}}</a></p>
        <p class="note">{{t.intro}}</p>
        {{^hasRows}}<p>{{#isFirst}}{{t.none}}{{/isFirst}}{{^isFirst}}{{t.noOlder}}{{/isFirst}}</p>{{/hasRows}}
        {{#hasRows}}<div class="scroll"><table class="cards"><thead><tr><th scope="col" class="n">{{t.number}}</th><th scope="col">{{t.came}}</th><th scope="col">{{w.unit}}</th><th scope="col">{{w.device}}</th><th scope="col">{{t.why}}</th><th scope="col">{{w.state}}</th></tr></thead><tbody>
        {{#rows}}<tr><th scope="row" class="n" data-label="{{t.number}}"><a href="{{href}}">{{number}}</a></th><td data-label="{{t.came}}">{{time}}</td><td data-label="{{w.unit}}">{{unit}}</td><td class="name" data-label="{{w.device}}">{{device}}</td><td data-label="{{t.why}}">{{reason}}</td><td data-label="{{w.state}}">{{state}}</td></tr>
        {{/rows}}</tbody></table></div>{{/hasRows}}
        <p class="noprint">{{^isFirst}}<a href="{{newestHref}}">{{t.newest}}</a> {{/isFirst}}{{#older}}<a href="{{olderHref}}" rel="next">{{t.older}}</a>{{/older}}</p>
        {{#hasContinued}}<h2 id="continued">{{t.continued}}</h2>
        <p>{{t.continuedIntro}}</p>
        <div class="scroll"><table class="cards"><thead><tr><th scope="col">{{w.unit}}</th><th scope="col">{{t.former}}</th><th scope="col">{{t.next}}</th><th scope="col">{{t.nextTime}}</th><th scope="col" class="n">{{t.sizes}}</th><th scope="col">{{t.standing}}</th></tr></thead><tbody>
        {{#continued}}<tr><th scope="row">{{unit}}</th><td class="name" data-label="{{t.former}}">{{former}}</td><td class="name" data-label="{{t.next}}">{{next}}</td><td data-label="{{t.nextTime}}">{{time}}</td><td class="n" data-label="{{t.sizes}}">{{formerSize}} / {{heldSize}}</td><td{{#isFork}} class="late"{{/isFork}} data-label="{{t.standing}}">{{standing}}</td></tr>
        {{/continued}}</tbody></table></div>{{/hasContinued}}
        {{/content}}{{/frame}}
        """

    static let refusedPush = """
        {{<frame}}{{$content}}
        <p class="noprint"><a href="{{listHref}}">{{t.backToList}}</a></p>
        <h2>{{t.meaning}}</h2>
        {{#meaning}}<p>{{.}}</p>
        {{/meaning}}
        <h2>{{t.advice}}</h2>
        {{#advice}}<p>{{.}}</p>
        {{/advice}}
        <h2>{{t.data}}</h2>
        <table class="facts"><tbody>
        <tr><th scope="row">{{w.unit}}</th><td>{{unit}}</td></tr>
        <tr><th scope="row">{{w.device}}</th><td>{{device}}</td></tr>
        <tr><th scope="row">{{t.came}}</th><td>{{time}}</td></tr>
        <tr><th scope="row">{{t.why}}</th><td>{{reason}}</td></tr>
        <tr><th scope="row">{{w.state}}</th><td>{{state}}</td></tr>
        <tr><th scope="row">{{t.first}}</th><td>{{index}}</td></tr>
        <tr><th scope="row">{{t.entries}}</th><td>{{entries}}</td></tr>
        <tr><th scope="row">{{t.missing}}</th><td>{{missing}}</td></tr>
        <tr><th scope="row">{{t.bytes}}</th><td>{{byteCount}} {{t.byteUnit}}</td></tr>
        </tbody></table>
        <p class="noprint"><a href="{{bytesHref}}" download>{{t.download}}</a></p>
        <p class="noprint missing">{{t.downloadNote}}</p>
        <h2>{{t.both}}</h2>
        <div class="scroll"><table class="facts"><thead><tr><td></td><th scope="col">{{t.held}}</th><th scope="col">{{t.sent}}</th></tr></thead><tbody>
        <tr><th scope="row">{{t.size}}</th><td>{{heldSize}}</td><td>{{sentSize}}</td></tr>
        <tr><th scope="row">{{t.signedBy}}</th><td>{{heldTime}}</td><td>–</td></tr>
        </tbody></table></div>
        <details><summary>{{w.technical}}</summary>
        <h3>{{t.heldNote}}</h3>
        <p>{{t.root}}: <code>{{heldRoot}}</code></p>
        {{#heldNote}}<pre id="held">{{heldNote}}</pre>{{/heldNote}}{{^heldNote}}<p>{{t.noNote}}</p>{{/heldNote}}
        <h3>{{t.sentNote}}</h3>
        <p>{{t.root}}: <code>{{sentRoot}}</code></p>
        {{#sentNote}}<pre id="sent">{{sentNote}}</pre>{{/sentNote}}{{^sentNote}}<p>{{t.noNote}}</p>{{/sentNote}}
        <p>{{t.deviceKey}}: <code>{{deviceKey}}</code></p>
        {{#districtKeys}}<p>{{t.districtKey}}: <code>{{.}}</code></p>
        {{/districtKeys}}
        <p>{{t.check}}</p>
        </details>
        {{/content}}{{/frame}}
        """
}
