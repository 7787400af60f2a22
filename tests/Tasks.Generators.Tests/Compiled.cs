using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace October.Tasks.Generators;

/// <summary>A program of a few lines, compiled with the generator.</summary>
internal static class Compiled
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Text.Json; global using System.Text.Json.Serialization; global using Microsoft.AspNetCore.Mvc;
        global using October.Tasks.Handlers;
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>What the generator says.</summary>
    public static IReadOnlyList<Diagnostic> Diagnostics(string text) => Run(text).Diagnostics;

    /// <summary>What the compiler says of the text together with what was generated.</summary>
    public static IReadOnlyList<Diagnostic> Errors(string text)
    {
        var (compilation, _) = Run(text);
        return [.. compilation.GetDiagnostics().Where(one => one.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>What was generated.</summary>
    public static string Source(string text) => Run(text).Compilation.SyntaxTrees.Last().ToString();

    /// <summary>How often a second run with another file has generated anew.</summary>
    public static IReadOnlyList<IncrementalStepRunReason> ReasonsAfterAnotherFile(string text)
    {
        var compilation = Compilation(text);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TaskGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Another;")));
        return [.. driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Select(output => output.Reason)];
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Diagnostics) Run(string text)
    {
        CSharpGeneratorDriver.Create(new TaskGenerator()).RunGeneratorsAndUpdateCompilation(Compilation(text), out var compilation, out var diagnostics);
        return (compilation, diagnostics);
    }

    private static CSharpCompilation Compilation(string text) => CSharpCompilation.Create(
        "Snippet",
        [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(text)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
}
