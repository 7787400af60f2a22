using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Evaluation;

/// <summary>
/// The evaluator beside another one, the package Cel: expressions of the language itself have the same value, or fail, in both. It cannot judge the rest: it
/// has neither cel-go's extensions (strings, lists, sets, optionals, two-variable macros, cel.bind) nor Kubernetes' libraries, and no type checker or costs.
/// Where it differs in the language itself, cel-go is followed and the difference is listed in <see cref="Differences"/>; the generated expressions stay clear
/// of those.
/// </summary>
public sealed partial class OracleTests
{
    private static readonly global::Cel.CelEnvironment Oracle = new(null, null);

    private static readonly JsonNode Self = JsonNode.Parse("""{"n": 3, "f": 1.5, "s": "text", "l": [1, 2, 3], "m": {"a": "x", "b": "y"}, "b": true}""")!;

    private static readonly Dictionary<string, object?> OracleVariables = new(StringComparer.Ordinal) { ["self"] = ForOracle(Self) };

    /// <summary>The functions and macros that the package has.</summary>
    private static readonly HashSet<string> KnownFunctions = new(StringComparer.Ordinal)
    {
        "size",
        "contains",
        "startsWith",
        "endsWith",
        "matches",
        "has",
        "all",
        "exists",
        "exists_one",
        "map",
        "filter",
        "int",
        "uint",
        "double",
        "string",
        "bytes",
        "type",
        "dyn",
        "duration",
        "timestamp",
        "getFullYear",
        "getMonth",
        "getDate",
        "getDayOfWeek",
        "getHours",
    };

    /// <summary>Expressions that the package evaluates to something else than cel-go, and why.</summary>
    public static TheoryData<string, object?> Differences => new()
    {
        // It compares integers with doubles as doubles; cel-go exactly.
        { "9007199254740993 > 9007199254740992.0", true },
        // Its order of texts fails for most of them (and is that of UTF-16 code units); in cel-go it is that of the code points.
        { "'a' < 'c'", true },
        { "'🚀' > '｡'", true },
        // A field that is missing fails the whole expression; in cel-go || and && absorb every error.
        { "self.m.z == 'x' || true", true },
        // An error in a macro's step ends it; in cel-go another step may decide.
        { "[0, 1].exists(x, 1 / x == 1)", true },
        // The milliseconds part; cel-go has the whole duration in milliseconds.
        { "duration('1.5s').getMilliseconds() == 1500", true },
        // It has no such conversion, no names of protobuf types as values, and .NET's groups in patterns instead of RE2's.
        { "bool('true')", true },
        { "type(duration('1s')) == google.protobuf.Duration", true },
        { "'ab'.matches('a(?P<x>b)')", true },
    };

    [Fact]
    public void Generated_expressions_have_the_same_value() =>
        Expressions
            .Bool(3)
            .Sample(expression => Assert.Equal(OfOracle(expression), Ours(expression)), iter: 3_000, threads: 1, print: expression => expression);

    [Fact]
    public void Expressions_of_the_other_tests_hold_there_too()
    {
        var expressions = typeof(ExpressionTests).GetMethod(nameof(ExpressionTests.It_holds))!.GetCustomAttributes<InlineDataAttribute>()
            .Select(data => (string)data.Data[0]!)
            .Where(expression => !expression.Contains("self", StringComparison.Ordinal)
                && !Differences.Any(row => expression.Contains(row.Data.Item1, StringComparison.Ordinal))
                && FunctionName().Matches(expression).All(match => KnownFunctions.Contains(match.Groups["name"].Value)))
            .ToList();
        Assert.True(expressions.Count >= 15, "the package knows too few of them to say anything");
        Assert.All(expressions, expression => Assert.Equal("true", OfOracle(expression)));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Where_it_differs_the_value_is_that_of_cel_go(string expression, object? value)
    {
        Assert.Equal(Text(value), Ours(expression));
        Assert.NotEqual(Text(value), OfOracle(expression));
    }

    private static string Ours(string expression)
    {
        try
        {
            return Text(new Evaluator(new CostMeter()).Evaluate(Parser.Parse(expression), new Scope("self", SchemaValue.Of(Self, null), null)));
        }
        catch (CelException)
        {
            return "error";
        }
    }

    private static string OfOracle(string expression)
    {
        try
        {
            return Text(Oracle.Program(expression, OracleVariables!));
        }
        catch (Exception exception) when (exception is global::Cel.CelException or OverflowException or ArgumentException)
        {
            return "error";
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => JsonSerializer.Serialize(text),
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        long or int => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "u",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ => value.ToString() ?? "",
    };

    private static object? ForOracle(JsonNode? node) => node switch
    {
        null => null,
        JsonArray list => list.Select(ForOracle).ToArray(),
        JsonObject map => map.ToDictionary(entry => entry.Key, entry => ForOracle(entry.Value), StringComparer.Ordinal),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True or JsonValueKind.False => node.GetValue<bool>(),
            _ => long.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out var whole)
                ? (object)whole
                : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
        },
    };

    [GeneratedRegex(@"(?<name>[A-Za-z_]\w*)\(", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FunctionName();

    /// <summary>Well-typed expressions of the language itself, over the fields of <c>self</c>; division may fail, steps of macros may not.</summary>
    private static class Expressions
    {
        public static Gen<string> Bool(int depth) => depth == 0
            ? Gen.OneOf("true", "false", "self.b", "has(self.n)", "has(self.z)")
            : Gen.OneOf(
                Bool(0),
                Join(Bool(depth - 1), Gen.OneOf("&&", "||", "==", "!="), Bool(depth - 1)),
                Join(Int(depth - 1), Comparison, Int(depth - 1)),
                Join(Double(depth - 1), Comparison, Double(depth - 1)),
                Join(String(depth - 1), Gen.OneOf("==", "!="), String(depth - 1)),
                Join(List(depth - 1), Gen.OneOf("==", "!="), List(depth - 1)),
                Join(Int(depth - 1), Gen.Const("in"), List(depth - 1)),
                Bool(depth - 1).Select(operand => $"!({operand})"),
                Gen.Select(Bool(depth - 1), Bool(depth - 1), Bool(depth - 1), (condition, then, otherwise) => $"({condition} ? {then} : {otherwise})"),
                Gen.Select(
                    String(depth - 1), Gen.OneOf("contains", "startsWith", "endsWith"), String(0), (text, function, part) => $"{text}.{function}({part})"),
                Gen.Select(
                    List(depth - 1),
                    Gen.OneOf("all", "exists", "exists_one"),
                    Comparison,
                    Gen.Int[-3, 3],
                    (list, macro, op, limit) => $"{list}.{macro}(x, x {op} {limit})"));

        private static Gen<string> Comparison { get; } = Gen.OneOf("<", "<=", ">", ">=", "==", "!=");

        private static Gen<string> Int(int depth) => depth == 0
            ? Gen.OneOf(Gen.Int[-20, 20].Select(n => $"({n})"), Gen.OneOf("self.n", "self.l[0]", "9223372036854775807", "(-9223372036854775808)"))
            : Gen.OneOf(
                Int(0),
                Join(Int(depth - 1), Gen.OneOf("+", "-", "*", "/", "%"), Int(depth - 1)),
                String(depth - 1).Select(text => $"size({text})"),
                List(depth - 1).Select(list => $"{list}.size()"),
                Gen.Select(List(depth - 1), Gen.Int[0, 4], (list, index) => $"{list}[{index}]"),
                Gen.Int[-99, 99].Select(n => $"int('{n}')"));

        private static Gen<string> Double(int depth) => depth == 0
            ? Gen.OneOf(Gen.Int[-40, 40].Select(n => $"({(n / 4.0).ToString("F2", CultureInfo.InvariantCulture)})"), Gen.Const("self.f"))
            : Gen.OneOf(Double(0), Join(Double(depth - 1), Gen.OneOf("+", "-", "*"), Double(depth - 1)), Gen.Int[-50, 50].Select(n => $"double({n})"));

        private static Gen<string> String(int depth) => depth == 0
            ? Gen.OneOf(Gen.String[Gen.Char['a', 'e'], 0, 4].Select(text => $"'{text}'"), Gen.OneOf("self.s", "self.m.a", "self.m['b']"))
            : Gen.OneOf(String(0), Join(String(depth - 1), Gen.Const("+"), String(depth - 1)), Gen.Int[-50, 50].Select(n => $"string({n})"));

        private static Gen<string> List(int depth) => depth == 0
            ? Gen.OneOf(Gen.Const("self.l"), Gen.Int[-5, 5].List[0, 4].Select(items => $"[{string.Join(", ", items)}]"))
            : Gen.OneOf(
                List(0),
                Join(List(depth - 1), Gen.Const("+"), List(depth - 1)),
                Gen.Select(List(depth - 1), Gen.Int[-3, 3], (list, n) => $"{list}.map(x, x * {n})"),
                Gen.Select(List(depth - 1), Comparison, Gen.Int[-3, 3], (list, op, n) => $"{list}.filter(x, x {op} {n})"));

        private static Gen<string> Join(Gen<string> left, Gen<string> op, Gen<string> right) => Gen.Select(left, op, right, (a, o, b) => $"({a} {o} {b})");
    }
}
