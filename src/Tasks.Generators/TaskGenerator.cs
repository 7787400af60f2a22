using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>Writes a handler for each method with <c>[Task]</c>, and what adds them to a worker.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TaskGenerator : IIncrementalGenerator
{
    private const string Attribute = "October.Tasks.Handlers.TaskAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var handlers = context.SyntaxProvider
            .ForAttributeWithMetadataName(Attribute, static (_, _) => true, static (found, cancellationToken) => HandlerReader.Read(found, cancellationToken))
            .Collect();
        var registrations = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => Registrations.MayBe(node), Registrations.Read)
            .Where(static problem => problem is not null)
            .Collect();
        context.RegisterSourceOutput(registrations.Combine(handlers), static (output, found) =>
        {
            if (!found.Right.IsEmpty)
                return;
            foreach (var problem in found.Left)
                output.ReportDiagnostic(problem!.ToDiagnostic());
        });
        context.RegisterSourceOutput(handlers, static (output, all) =>
        {
            var ordered = all.ToList();
            ordered.Sort(static (one, other) => string.CompareOrdinal($"{one.Name}\n{one.Method}", $"{other.Name}\n{other.Method}"));
            foreach (var problem in ordered.SelectMany(static handler => handler.Problems))
                output.ReportDiagnostic(problem.ToDiagnostic());
            var byName = ordered.GroupBy(static handler => handler.Name, StringComparer.Ordinal);
            foreach (var twice in byName.Where(static group => group.Count() > 1).SelectMany(static group => group))
                output.ReportDiagnostic(new Problem(Rules.Twice, twice.Location, twice.Name).ToDiagnostic());
            output.AddSource("October.Tasks.g.cs", RegistrationWriter.Write(ordered.FindAll(static handler => handler.Problems.Count == 0)));
        });
    }
}
