using System.Collections.Frozen;

namespace Notion.Server.Search;

/// <summary>
/// Letters as search compares them: lower case and without accents, so that <i>cafe</i> finds <i>Café</i>. The table has the letters of the Latin, Greek and Cyrillic scripts below U+2000,
/// ligatures and full-width forms that decompose (UnicodeData.txt, NFKD without the marks), and those that people type without: ß, æ, ø, đ, ł, ı, þ.
/// </summary>
/// <remarks>A table of its own, since the server runs without the data of cultures, and since both databases must fold alike.</remarks>
internal static class Folding
{
    /// <summary>Groups of a base, a colon, and the letters that fold to it.</summary>
    private const string Table =
        "0:０ 1:¹１ 2:²２ 3:³３ 4:４ 5:５ 6:６ 7:７ 8:８ 9:９ a:ªàáâãäåāăąǎǟǡǻȁȃȧᴬᵃḁạảấầẩẫậắằẳẵặａ ae:æǣǽᴭ aʾ:ẚ b:ᴮᵇḃḅḇｂ c:çćĉċčᶜḉｃ " +
        "d:ðďđᴰᵈᶞḋḍḏḑḓｄ dz:ǆǳ e:èéêëēĕėęěȅȇȩᴱᵉḕḗḙḛḝẹẻẽếềểễệｅ f:ᶠḟｆ ff:ﬀ ffi:ﬃ ffl:ﬄ fi:ﬁ fl:ﬂ g:ĝğġģǧǵᴳᵍḡｇ h:ĥħȟʰᴴḣḥḧḩḫẖｈ " +
        "i:ìíîïĩīĭįİıǐȉȋᴵᵢḭḯỉịｉ ij:ĳ j:ĵǰʲᴶｊ k:ķĸǩᴷᵏḱḳḵｋ l:ĺļľłˡᴸḷḹḻḽｌ lj:ǉ m:ᴹᵐḿṁṃｍ n:ñńņňŋǹᴺᵑṅṇṉṋｎ nj:ǌ " +
        "o:ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱᴼᵒṍṏṑṓọỏốồổỗộớờởỡợｏ oe:œ p:ᴾᵖṕṗｐ q:ｑ r:ŕŗřȑȓʳᴿᵣṙṛṝṟｒ s:śŝşšſșˢṡṣṥṧṩẛｓ ss:ßẞ st:ﬅﬆ t:ţťŧțᵀᵗṫṭṯṱẗｔ " +
        "th:þ u:ùúûüũūŭůűųưǔǖǘǚǜȕȗᵁᵘᵤṳṵṷṹṻụủứừửữựｕ v:ᵛᵥṽṿｖ w:ŵʷᵂẁẃẅẇẉẘｗ x:ˣẋẍｘ y:ýÿŷȳʸẏẙỳỵỷỹｙ z:źżžᶻẑẓẕｚ ƫ:ᶵ ǝ:ᴲ ȣ:ᴽ ɐ:ᵄ ɑ:ᵅ ɒ:ᶛ " +
        "ɔ:ᵓ ɕ:ᶝ ə:ᵊ ɛ:ᵋ ɜ:ᵌᶟ ɟ:ᶡ ɡ:ᶢ ɣ:ˠ ɥ:ᶣ ɦ:ʱ ɨ:ᶤ ɩ:ᶥ ɪ:ᶦ ɭ:ᶩ ɯ:ᵚ ɰ:ᶭ ɱ:ᶬ ɲ:ᶮ ɳ:ᶯ ɴ:ᶰ ɵ:ᶱ ɸ:ᶲ ɹ:ʴ ɻ:ʵ ʁ:ʶ ʂ:ᶳ ʃ:ᶴ ʉ:ᶶ ʊ:ᶷ " +
        "ʋ:ᶹ ʌ:ᶺ ʐ:ᶼ ʑ:ᶽ ʒ:ǯᶾ ʕ:ˤ ʝ:ᶨ ʟ:ᶫ α:άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ β:ϐᵝᵦ γ:ᵞᵧ δ:ᵟ ε:έϵἐἑἒἓἔἕὲέ η:ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ " +
        "θ:ϑᶿ ι:ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ κ:ϰ μ:µ ο:όὀὁὂὃὄὅὸό π:ϖ ρ:ϱᵨῤῥ σ:ςϲ υ:ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ φ:ϕᵠᵩ χ:ᵡᵪ " +
        "ω:ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ а:ӑӓ г:ѓ е:ѐёӗ ж:ӂӝ з:ӟ и:йѝӣӥ к:ќ н:ᵸ о:ӧ у:ўӯӱӳ ч:ӵ ы:ӹ э:ӭ і:ї ѵ:ѷ ә:ӛ ө:ӫ ᴂ:ᵆ ᴖ:ᵔ ᴗ:ᵕ " +
        "ᴜ:ᶸ ᴝ:ᵙ ᴥ:ᵜ ᵻ:ᶧ ᶅ:ᶪ";

    private static readonly FrozenDictionary<char, string> Bases = Table.Split(' ').Select(group => group.Split(':'))
        .SelectMany(parts => parts[1].Select(letter => KeyValuePair.Create(letter, parts[0]))).ToFrozenDictionary();

    /// <summary>Appends what the letter folds to.</summary>
    public static void Append(List<char> word, char letter)
    {
        if (letter < 0x80)
        {
            word.Add(char.ToLowerInvariant(letter));
            return;
        }
        char lower = char.ToLowerInvariant(letter);
        if (Bases.TryGetValue(lower, out string? folded)) word.AddRange(folded);
        else word.Add(lower);
    }

    /// <summary>Whether the character is an accent of its own, over the letter before it: it counts for nothing.</summary>
    public static bool IsAccent(char letter) => letter is >= '\u0300' and <= '\u036F';
}
