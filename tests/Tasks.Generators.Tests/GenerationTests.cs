using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>What is generated compiles, also where names are unusual.</summary>
public sealed class GenerationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("static class Tasks { [Task(\"a\")] internal static void Run(int @class, string result, bool arguments, long? context = null) {} }")]
    [InlineData("namespace @namespace { static class @static { [Task(\"a\")] internal static int @new(TaskContext context) => 1; } }")]
    [InlineData(
        "class Outer { internal class Inner(Uri? uri) { [Task(\"a\")] public Task<int> Run() => Task.FromResult(uri is null ? 0 : 1); } }")]
    [InlineData("class Task1 { [Task(\"a\\\"b\\\\\")] internal static ValueTask<string?[]> Run(List<string?>? a = null) => default; }")]
    [InlineData(
        "class T { [Task(\"a\")] internal static async Task Run(CancellationToken cancellationToken, TaskContext? two = null) => await Task.Yield(); }")]
    [InlineData(
        "class T { [Task(\"a\")] internal static int Run(double a = double.NaN, float b = float.NegativeInfinity, int? c = -3, decimal d = 1.50m) => 1; }")]
    [InlineData("class T { [Task(\"a\")] internal static int Run([FromServices] IServiceProvider a, [FromServices] Uri? b) => 1; }")]
    [InlineData("class T { [Obsolete(\"x\"), Task(\"a\")] internal static int Run(DayOfWeek a = DayOfWeek.Friday, DayOfWeek? b = DayOfWeek.Monday) => 1; }")]
    [InlineData(
        "class T { [Task(\"a\", MaxRetries = 5, RetryFor = [typeof(Exception)], RetryBackoff = 1.5, RetryJitter = false)] internal static void A() {} }")]
    public void It_compiles(string text) => Assert.DoesNotContain(Compiled.Errors(text), one => one.Id is not ("CS8981" or "CS8019"));

    [Fact]
    public void A_type_that_a_context_describes_is_read_by_it()
    {
        var source = Compiled.Source("""
            namespace Shop;
            record Order;
            [JsonSerializable(typeof(Order)), JsonSerializable(typeof(List<Order>))] partial class Contexts : JsonSerializerContext;
            static class Tasks { [Task("buy")] internal static Order[] Buy(Order? one, List<Order> many, IReadOnlyDictionary<string, Order> named) => []; }
            """);
        Assert.Contains("JsonTypes.OrNull(global::October.Tasks.Handlers.JsonTypes.Of((global::", source, StringComparison.Ordinal);
        Assert.Contains("global::Shop.Contexts.Default.GetTypeInfo(typeof(global::System.Collections.Generic.List<global::Shop.Order>))", source,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_generates_nothing_anew() =>
        Assert.All(
            Compiled.ReasonsAfterAnotherFile("static class Tasks { [Task(\"a\")] internal static void Run(int one) {} }"),
            reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{reason}"));
}
