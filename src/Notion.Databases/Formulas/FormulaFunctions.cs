using System.Globalization;

namespace Notion.Databases;

/// <summary>The operators and functions of formulas: which types they take, and what they give. A function of numbers or dates gives no value where one of them has none.</summary>
internal static class FormulaFunctions
{
    private const FormulaType Text = FormulaType.Text, Number = FormulaType.Number, Flag = FormulaType.Flag, Date = FormulaType.Date;

    private static readonly Dictionary<string, (FormulaType[] Takes, int Optional, FormulaType Gives, Func<FormulaRun, CellValue[], CellValue> Run)> Fixed = new(StringComparer.Ordinal)
    {
        ["not"] = ([Flag], 0, Flag, (_, a) => CellValue.Flag(!a[0].AsFlag())),
        ["negate"] = ([Number], 0, Number, (_, a) => Numbers(a, n => -n[0])),
        ["length"] = ([Text], 0, Number, (_, a) => CellValue.Number(a[0].AsText().Length)),
        ["lower"] = ([Text], 0, Text, (_, a) => CellValue.Text(a[0].AsText().ToLowerInvariant())),
        ["upper"] = ([Text], 0, Text, (_, a) => CellValue.Text(a[0].AsText().ToUpperInvariant())),
        ["trim"] = ([Text], 0, Text, (_, a) => CellValue.Text(a[0].AsText().Trim())),
        ["contains"] = ([Text, Text], 0, Flag, (_, a) => CellValue.Flag(a[0].AsText().Contains(a[1].AsText(), StringComparison.Ordinal))),
        ["startsWith"] = ([Text, Text], 0, Flag, (_, a) => CellValue.Flag(a[0].AsText().StartsWith(a[1].AsText(), StringComparison.Ordinal))),
        ["endsWith"] = ([Text, Text], 0, Flag, (_, a) => CellValue.Flag(a[0].AsText().EndsWith(a[1].AsText(), StringComparison.Ordinal))),
        ["replaceAll"] = ([Text, Text, Text], 0, Text, (_, a) => Replace(a[0].AsText(), a[1].AsText(), a[2].AsText())),
        ["substring"] = ([Text, Number, Number], 1, Text, (_, a) => Substring(a)),
        ["toNumber"] = ([Text], 0, Number, (_, a) => double.TryParse(a[0].AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? CellValue.Number(number) : default),
        ["abs"] = ([Number], 0, Number, (_, a) => Numbers(a, n => Math.Abs(n[0]))),
        ["ceil"] = ([Number], 0, Number, (_, a) => Numbers(a, n => Math.Ceiling(n[0]))),
        ["floor"] = ([Number], 0, Number, (_, a) => Numbers(a, n => Math.Floor(n[0]))),
        ["round"] = ([Number, Number], 1, Number, (_, a) => Numbers(a, n => Round(n[0], n.Length > 1 ? n[1] : 0))),
        ["sign"] = ([Number], 0, Number, (_, a) => Numbers(a, n => Math.Sign(n[0]))),
        ["sqrt"] = ([Number], 0, Number, (_, a) => Numbers(a, n => Math.Sqrt(n[0]))),
        ["now"] = ([], 0, Date, (run, _) => CellValue.Date(PropertyDate.At(run.Now))),
        ["today"] = ([], 0, Date, (run, _) => CellValue.Date(PropertyDate.Of(DateOnly.FromDateTime(run.Now.UtcDateTime)))),
        ["dateAdd"] = ([Date, Number, Text], 0, Date, (_, a) => FormulaDates.Add(a[0], a[1].AsNumber(), a[2].AsText())),
        ["dateSubtract"] = ([Date, Number, Text], 0, Date, (_, a) => FormulaDates.Add(a[0], -a[1].AsNumber(), a[2].AsText())),
        ["dateBetween"] = ([Date, Date, Text], 0, Number, (_, a) => FormulaDates.Between(a[0], a[1], a[2].AsText())),
        ["dateStart"] = ([Date], 0, Date, (_, a) => FormulaDates.Start(a[0])),
        ["dateEnd"] = ([Date], 0, Date, (_, a) => FormulaDates.End(a[0])),
        ["year"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.Year)),
        ["month"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.Month)),
        ["date"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.Day)),
        ["day"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek)),
        ["hour"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.Hour)),
        ["minute"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.Minute)),
        ["timestamp"] = ([Date], 0, Number, (_, a) => FormulaDates.Part(a[0], date => date.ToUnixTimeMilliseconds())),
    };

    public static FormulaNode Call(string name, List<FormulaNode> arguments, int at)
    {
        switch (name)
        {
            case "if":
                RequireCount(name, arguments, 3, 3, at);
                Require(name, arguments[0], Flag, 1, at);
                Require(name, arguments[2], arguments[1].Type, 3, at);
                return new FormulaNode(arguments[1].Type, run => arguments[arguments[0].Evaluate(run).AsFlag() ? 1 : 2].Evaluate(run));
            case "empty":
                RequireCount(name, arguments, 1, 1, at);
                return new FormulaNode(Flag, run => CellValue.Flag(IsNothing(arguments[0].Evaluate(run))));
            case "format":
                RequireCount(name, arguments, 1, 1, at);
                return new FormulaNode(Text, run => CellValue.Text(arguments[0].Evaluate(run).ToString()));
            case "concat":
                RequireCount(name, arguments, 1, int.MaxValue, at);
                return new FormulaNode(Text, run => Joined([.. arguments.Select(argument => argument.Evaluate(run).ToString())]));
            case "min" or "max":
                RequireCount(name, arguments, 1, int.MaxValue, at);
                for (int i = 0; i < arguments.Count; i++) Require(name, arguments[i], Number, i + 1, at);
                return new FormulaNode(Number, run =>
                {
                    double[] numbers = [.. arguments.Select(argument => argument.Evaluate(run).AsNumber()).OfType<double>()];
                    return numbers.Length == 0 ? default : CellValue.Number(name == "min" ? numbers.Min() : numbers.Max());
                });
            case "pow" or "mod" or "add" or "subtract" or "multiply" or "divide":
                RequireCount(name, arguments, 2, 2, at);
                return Operate(name switch { "pow" => "^", "mod" => "%", "add" => "+", "subtract" => "-", "multiply" => "*", _ => "/" }, arguments[0], arguments[1], at);
        }
        if (!Fixed.TryGetValue(name, out var function)) throw FormulaError.At(at, $"There is no function {name}.");
        RequireCount(name, arguments, function.Takes.Length - function.Optional, function.Takes.Length, at);
        for (int i = 0; i < arguments.Count; i++) Require(name, arguments[i], function.Takes[i], i + 1, at);
        return new FormulaNode(function.Gives, run => function.Run(run, [.. arguments.Select(argument => argument.Evaluate(run))]));
    }

    public static FormulaNode Operate(string symbol, FormulaNode left, FormulaNode right, int at)
    {
        switch (symbol)
        {
            case "&&" or "and":
                RequireBoth(symbol, left, right, Flag, at);
                return new FormulaNode(Flag, run => CellValue.Flag(left.Evaluate(run).AsFlag() && right.Evaluate(run).AsFlag()));
            case "||" or "or":
                RequireBoth(symbol, left, right, Flag, at);
                return new FormulaNode(Flag, run => CellValue.Flag(left.Evaluate(run).AsFlag() || right.Evaluate(run).AsFlag()));
            case "+" when left.Type == Text || right.Type == Text:
                return new FormulaNode(Text, run => Joined(left.Evaluate(run).ToString(), right.Evaluate(run).ToString()));
            case "==" or "!=":
                RequireBoth(symbol, left, right, left.Type, at);
                return new FormulaNode(Flag, run => CellValue.Flag(Same(left.Evaluate(run), right.Evaluate(run)) == (symbol == "==")));
            case "<" or "<=" or ">" or ">=":
                RequireBoth(symbol, left, right, left.Type, at);
                return new FormulaNode(Flag, run => CellValue.Flag(Compare(left.Evaluate(run), right.Evaluate(run)) is { } order
                    && symbol switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 }));
            default:
                RequireBoth(symbol, left, right, Number, at);
                return new FormulaNode(Number, run => Numbers([left.Evaluate(run), right.Evaluate(run)], n => symbol switch
                {
                    "+" => n[0] + n[1],
                    "-" => n[0] - n[1],
                    "*" => n[0] * n[1],
                    "/" => n[0] / n[1],
                    "%" => n[0] % n[1],
                    _ => Math.Pow(n[0], n[1]),
                }));
        }
    }

    /// <summary>No value where one of the numbers has none, or where it comes to what is no number: a division by zero.</summary>
    private static CellValue Numbers(CellValue[] arguments, Func<double[], double> compute)
    {
        var numbers = new double[arguments.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (arguments[i].AsNumber() is not { } number) return default;
            numbers[i] = number;
        }
        return CellValue.Number(compute(numbers));
    }

    private static double Round(double number, double digits) => digits is >= 0 and <= 15 ? Math.Round(number, (int)digits, MidpointRounding.AwayFromZero) : number;

    private static CellValue Joined(params ReadOnlySpan<string> parts)
    {
        long length = 0;
        foreach (string part in parts) length += part.Length;
        return length <= FormulaLimits.MaxTextLength ? CellValue.Text(string.Concat(parts)) : throw TooLong();
    }

    private static CellValue Replace(string text, string what, string with)
    {
        if (what.Length == 0) return CellValue.Text(text);
        // Before anything is made: each letter may become a long text.
        if ((long)text.Length / what.Length * with.Length > FormulaLimits.MaxTextLength) throw TooLong();
        return CellValue.Text(text.Replace(what, with, StringComparison.Ordinal));
    }

    private static CellValue Substring(CellValue[] arguments)
    {
        string text = arguments[0].AsText();
        if (arguments[1].AsNumber() is not { } from || (arguments.Length > 2 && arguments[2].IsEmpty)) return default;
        int start = (int)Math.Clamp(from, 0, text.Length), end = (int)Math.Clamp(arguments.Length > 2 ? arguments[2].AsNumber()!.Value : text.Length, start, text.Length);
        if (start < text.Length && start > 0 && char.IsLowSurrogate(text[start]) && char.IsHighSurrogate(text[start - 1])) start--;
        if (end < text.Length && end > 0 && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1])) end++;
        return CellValue.Text(text[start..end]);
    }

    private static bool IsNothing(CellValue value) => value.IsEmpty || value is { Kind: CellKind.Number } && value.AsNumber() == 0 || value is { Kind: CellKind.Flag } && !value.AsFlag();

    private static bool Same(CellValue left, CellValue right) => left.Kind == CellKind.Date && right.Kind == CellKind.Date
        ? (left.AsDate()!.StartMilliseconds, left.AsDate()!.End) == (right.AsDate()!.StartMilliseconds, right.AsDate()!.End)
        : left.ToString() == right.ToString() && left.IsEmpty == right.IsEmpty;

    private static int? Compare(CellValue left, CellValue right) => (left.Kind, right.Kind) switch
    {
        (CellKind.Number, CellKind.Number) => left.AsNumber()!.Value.CompareTo(right.AsNumber()!.Value),
        (CellKind.Date, CellKind.Date) => left.AsDate()!.StartMilliseconds.CompareTo(right.AsDate()!.StartMilliseconds),
        (CellKind.Flag, CellKind.Flag) => left.AsFlag().CompareTo(right.AsFlag()),
        (CellKind.Text, CellKind.Text) => FoldedText.Compare(left.AsText(), right.AsText()),
        _ => null,
    };

    private static void RequireCount(string name, List<FormulaNode> arguments, int least, int most, int at)
    {
        if (arguments.Count >= least && arguments.Count <= most) return;
        string wanted = most == int.MaxValue ? $"at least {least}" : least == most ? $"{least}" : $"{least} to {most}";
        throw FormulaError.At(at, string.Create(CultureInfo.InvariantCulture, $"{name} takes {wanted} values, not {arguments.Count}."));
    }

    private static void Require(string name, FormulaNode argument, FormulaType type, int number, int at)
    {
        if (argument.Type != type) throw FormulaError.At(at, string.Create(CultureInfo.InvariantCulture, $"Value {number} of {name} is a {type}, not a {argument.Type}. Turn it into one, or take another."));
    }

    private static void RequireBoth(string symbol, FormulaNode left, FormulaNode right, FormulaType type, int at)
    {
        if (left.Type != type || right.Type != type) throw FormulaError.At(at, $"{symbol} does not go with a {left.Type} and a {right.Type}. Make them alike, for example with format or toNumber.");
    }

    private static FormulaStop TooLong() => new($"A text gets longer than {FormulaLimits.MaxTextLength} characters.");
}
