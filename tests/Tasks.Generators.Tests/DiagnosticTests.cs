using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>What cannot be a task is an error of the compiler that says why, at the place that has to change.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("OCT001", "order", "static void Run(Order order) {}")]
    [InlineData("OCT001", "orders", "static void Run(List<Order> orders) {}")]
    [InlineData("OCT001", "any", "static void Run(object any) {}")]
    [InlineData("OCT001", "stream", "static void Run(System.IO.Stream stream) {}")]
    [InlineData("OCT001", "span", "static void Run(ReadOnlySpan<char> span) {}")]
    [InlineData("OCT001", "map", "static void Run(Dictionary<int, string> map) {}")]
    [InlineData("OCT001", "grid", "static void Run(int[,] grid) {}")]
    [InlineData("OCT001", "maybe", "static void Run(Order? maybe) {}")]
    [InlineData("OCT001", "pair", "static void Run((int, int) pair) {}")]
    [InlineData("OCT001", "call", "static void Run(Action call) {}")]
    [InlineData("OCT001", "pause", "static void Run(TimeSpan pause) {}")]
    [InlineData("OCT001", "Run", "static Order Run() => new();")]
    [InlineData("OCT001", "Run", "static Task<Order> Run() => null!;")]
    [InlineData("OCT001", "Run", "static async IAsyncEnumerable<int> Run() { yield return 1; await Task.Yield(); }")]
    [InlineData("OCT001", "Run", "static Task<Task<int>> Run() => null!;")]
    [InlineData("OCT004", "value", "static void Run(ref int value) {}")]
    [InlineData("OCT004", "value", "static void Run(out int value) => value = 1;")]
    [InlineData("OCT004", "value", "static void Run(in int value) {}")]
    [InlineData("OCT004", "values", "static void Run(params int[] values) {}")]
    [InlineData("OCT004", "Run", "static void Run([TaskParameter(\"y\")] int x, int y) {}")]
    [InlineData("OCT005", "Run", "static void Run<T>(int value) {}")]
    [InlineData("OCT006", "Run", "private static void Run() {}")]
    [InlineData("OCT006", "Run", "protected static void Run() {}")]
    [InlineData("OCT007", "Run", "static async void Run() => await Task.Yield();")]
    public void A_method(string id, string at, string method) => AssertOne(id, at, $$"""
        class Order;
        class Tasks { [Task("run")] {{(method.StartsWith('p') ? method : "internal " + method)}} }
        """);

    [Theory]
    [InlineData("OCT003", "[Task(\"\")]")]
    [InlineData("OCT003", "[Task(\"a\\nb\")]")]
    [InlineData("OCT003", "[Task(null!)]")]
    [InlineData("OCT008", "[Task(\"a\", RateLimit = \"10/d\")]")]
    [InlineData("OCT008", "[Task(\"a\", MaxRetries = -1)]")]
    [InlineData("OCT008", "[Task(\"a\", RetryBackoff = -1)]")]
    [InlineData("OCT008", "[Task(\"a\", RetryFor = [typeof(string)])]")]
    [InlineData("OCT008", "[Task(\"a\", Queue = \"two words\")]")]
    [InlineData("OCT008", "[Task(\"a\", TimeLimit = -1)]")]
    [InlineData("OCT008", "[Task(\"a\", TimeLimit = 5, SoftTimeLimit = 5)]")]
    public void An_option(string id, string attribute) =>
        Assert.Equal([id], Compiled.Diagnostics($"static class Tasks {{ {attribute} internal static void Run() {{}} }}").Select(one => one.Id));

    [Theory]
    [InlineData("OCT005", "class Tasks<T> { [Task(\"a\")] internal static void Run() {} }")]
    [InlineData("OCT006", "class Outer { private class Inner { [Task(\"a\")] internal static void Run() {} } }")]
    [InlineData("OCT006", "file class Tasks { [Task(\"a\")] internal static void Run() {} }")]
    [InlineData("OCT006", "abstract class Tasks { [Task(\"a\")] internal void Run() {} }")]
    [InlineData("OCT006", "abstract class Tasks { [Task(\"a\")] internal abstract void Run(); }")]
    [InlineData("OCT006", "interface Tasks { [Task(\"a\")] void Run() {} }")]
    [InlineData("OCT006", "struct Tasks { [Task(\"a\")] internal void Run() {} }")]
    [InlineData("OCT006", "class Tasks { void Outer() { [Task(\"a\")] static void Run() {} Run(); } }")]
    public void A_type_that_it_is_in(string id, string text) => Assert.Contains(id, Compiled.Diagnostics(text).Select(one => one.Id));

    [Fact]
    public void Two_tasks_of_one_name_are_both_named()
    {
        var found = Compiled.Diagnostics("""
            static class One { [Task("a")] internal static void Run() {} }
            static class Two { [Task("a")] internal static void Walk() {} }
            """);
        Assert.Equal([("OCT002", "Run"), ("OCT002", "Walk")], found.Select(one => (one.Id, At(one))).Order());
    }

    [Theory]
    [InlineData(true, "static class Program { static void Add(October.Tasks.Hosting.WorkerBuilder worker) => worker.AddTasks(); }")]
    [InlineData(true, "class Program { Action<October.Tasks.Hosting.WorkerBuilder> add = worker => { worker.Tasks.MapTasks(worker.Services).MapTasks(1); }; }")]
    [InlineData(
        true,
        "class P { static Task<int> Main(string[] args) => October.Tasks.Hosting.WorkerHost.RunAsync(args, worker => worker.AddTasks()); }")]
    [InlineData(
        false,
        "class P { static void Add(October.Tasks.Hosting.WorkerBuilder worker) => worker.AddTasks(); [Task(\"a\")] internal static void Run() {} }")]
    [InlineData(
        false,
        "static class Program { static void AddTasks(this TaskRegistry tasks) {} static void Add(TaskRegistry tasks) => tasks.AddTasks(); }")]
    [InlineData(false, "class Program { void AddTasks() {} static void Add(Program program) => program.AddTasks(); }")]
    public void A_call_that_adds_no_tasks_is_a_warning(bool isFound, string text) =>
        Assert.Equal(isFound ? [("OCT009", DiagnosticSeverity.Warning)] : [], Compiled.Diagnostics(text).Select(one => (one.Id, one.Severity)));

    [Fact]
    public void Each_says_what_to_write_instead()
    {
        var found = Compiled.Diagnostics("class Order; static class Tasks { [Task(\"buy\")] internal static void Buy(Order order) {} }");
        Assert.Equal(
            "The parameter 'order' of the task 'buy' has the type 'Order', which has no JSON form: add [JsonSerializable(typeof(Order))] to a " +
            "JsonSerializerContext of this project; mark a service with [FromServices]",
            found.Single().GetMessage());
    }

    [Fact]
    public void The_documentation_has_each_of_them()
    {
        var page = File.ReadAllText(Testing.RepositoryRoot.File("docs/reference/task-diagnostics.md"));
        var rules = File.ReadAllLines(Testing.RepositoryRoot.File("src/Tasks.Generators/AnalyzerReleases.Unshipped.md"))
            .Where(line => line.StartsWith("OCT", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
        Assert.Equal(9, rules.Count);
        Assert.All(rules, rule => Assert.Contains($"\n## {rule}\n", page, StringComparison.Ordinal));
    }

    private static void AssertOne(string id, string at, string text) =>
        Assert.Equal([(id, at)], Compiled.Diagnostics(text).Select(one => (one.Id, At(one))));

    private static string At(Diagnostic one) =>
        one.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(one.Location.SourceSpan) is var text
        && text.Split(['(', ' ', '=']) is [var only] ? only : text;
}
