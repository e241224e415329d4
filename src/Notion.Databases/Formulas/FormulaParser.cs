using System.Globalization;
using System.Text;

namespace Notion.Databases;

/// <summary>
/// Reads an expression by operator precedence (Pratt, "Top down operator precedence", 1973), and gives every part its type as it goes: what does not fit together is found before
/// any row is looked at. docs/formulas.md has the grammar. Depth is counted, since it calls itself.
/// </summary>
internal sealed class FormulaParser
{
    private readonly string _text;
    private readonly List<FormulaToken> _tokens;
    private readonly DatabaseSchema _schema;
    private readonly Func<DatabaseProperty, FormulaType> _typeOf;
    private int _at;
    private int _depth;

    public FormulaParser(string text, DatabaseSchema schema, Func<DatabaseProperty, FormulaType> typeOf)
    {
        _text = text;
        _tokens = FormulaLexer.Read(text);
        _schema = schema;
        _typeOf = typeOf;
    }

    /// <summary>Where properties are named, and which they are.</summary>
    public List<(FormulaToken Token, DatabaseProperty Property)> References { get; } = [];

    public FormulaNode Parse()
    {
        FormulaNode whole = Ternary();
        if (Next.Kind != FormulaTokenKind.End) throw FormulaError.At(Next.Start, $"\"{Next.Text}\" does not belong here: the formula is complete before it.");
        return whole;
    }

    private FormulaToken Next => _tokens[_at];

    private FormulaNode Ternary()
    {
        Enter();
        FormulaNode condition = Binary(0);
        if (Take("?"))
        {
            int at = Next.Start;
            FormulaNode yes = Ternary();
            Expect(":");
            FormulaNode no = Ternary();
            condition = FormulaFunctions.Call("if", [condition, yes, no], at);
        }
        _depth--;
        return condition;
    }

    /// <summary>How tightly an operator binds; -1 for what is none.</summary>
    private static int Precedence(string symbol) => symbol switch
    {
        "||" or "or" => 1,
        "&&" or "and" => 2,
        "==" or "!=" => 3,
        "<" or "<=" or ">" or ">=" => 4,
        "+" or "-" => 5,
        "*" or "/" or "%" => 6,
        "^" => 7,
        _ => -1,
    };

    private FormulaNode Binary(int least)
    {
        Enter();
        FormulaNode left = Unary();
        while (Next.Kind is FormulaTokenKind.Symbol or FormulaTokenKind.Name && Precedence(Next.Text) is > 0 and int precedence && precedence > least)
        {
            FormulaToken symbol = _tokens[_at++];
            // Powers go from the right: 2 ^ 3 ^ 2 is 2 ^ (3 ^ 2).
            FormulaNode right = Binary(symbol.Text == "^" ? precedence - 1 : precedence);
            left = FormulaFunctions.Operate(symbol.Text, left, right, symbol.Start);
        }
        _depth--;
        return left;
    }

    private FormulaNode Unary()
    {
        FormulaToken token = Next;
        if (token is { Kind: FormulaTokenKind.Symbol, Text: "-" or "!" } or { Kind: FormulaTokenKind.Name, Text: "not" })
        {
            _at++;
            Enter();
            FormulaNode operand = token.Text == "-" ? Binary(6) : Unary();
            _depth--;
            return FormulaFunctions.Call(token.Text == "-" ? "negate" : "not", [operand], token.Start);
        }
        return Primary();
    }

    private FormulaNode Primary()
    {
        FormulaToken token = _tokens[_at++];
        switch (token.Kind)
        {
            case FormulaTokenKind.Number:
                return double.TryParse(token.Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                    ? FormulaNode.Constant(FormulaType.Number, CellValue.Number(number))
                    : throw FormulaError.At(token.Start, $"{token.Text} is no number.");
            case FormulaTokenKind.Text:
                return FormulaNode.Constant(FormulaType.Text, CellValue.Text(token.Text));
            case FormulaTokenKind.Name when token.Text is "true" or "false":
                return FormulaNode.Constant(FormulaType.Flag, CellValue.Flag(token.Text == "true"));
            case FormulaTokenKind.Name when token.Text == "prop":
                return Property(token);
            case FormulaTokenKind.Name:
                return FormulaFunctions.Call(token.Text, Arguments(), token.Start);
            case FormulaTokenKind.Symbol when token.Text == "(":
                FormulaNode inner = Ternary();
                Expect(")");
                return inner;
            case FormulaTokenKind.End:
                throw FormulaError.At(token.Start, "Something is missing at the end.");
            default:
                throw FormulaError.At(token.Start, $"A value is expected here, not \"{token.Text}\".");
        }
    }

    private FormulaNode Property(FormulaToken call)
    {
        Expect("(");
        FormulaToken name = _tokens[_at++];
        if (name.Kind != FormulaTokenKind.Text) throw FormulaError.At(name.Start, "prop takes the name of a property in quotes.");
        Expect(")");
        if (_schema.FindByName(name.Text) is not { } property) throw FormulaError.At(call.Start, $"There is no property \"{name.Text}\".");
        References.Add((name, property));
        return new FormulaNode(_typeOf(property), run => run.Read(property));
    }

    private List<FormulaNode> Arguments()
    {
        Expect("(");
        var arguments = new List<FormulaNode>();
        if (Take(")")) return arguments;
        do arguments.Add(Ternary());
        while (Take(","));
        Expect(")");
        return arguments;
    }

    private bool Take(string symbol)
    {
        if (Next.Kind != FormulaTokenKind.Symbol || Next.Text != symbol) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol)) throw FormulaError.At(Next.Start, $"\"{symbol}\" is expected here.");
    }

    private void Enter()
    {
        if (++_depth > FormulaLimits.MaxDepth * 2) throw FormulaError.At(Next.Start, $"A formula has at most {FormulaLimits.MaxDepth} levels. Take parts of it to properties of their own.");
    }

    /// <summary>The expression with every property named otherwise.</summary>
    public string Rename(Func<DatabaseProperty, string> name)
    {
        var renamed = new StringBuilder();
        int from = 0;
        foreach ((FormulaToken token, DatabaseProperty property) in References)
        {
            renamed.Append(_text, from, token.Start - from).Append('"').Append(name(property).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            from = token.End;
        }
        return renamed.Append(_text, from, _text.Length - from).ToString();
    }
}
