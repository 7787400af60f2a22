using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>What a method with <c>[Task]</c> must not be. Documented in docs/reference/task-diagnostics.md.</summary>
internal static class Rules
{
    private const string Category = "Tasks";
    private const string Page = "https://github.com/october/october/blob/main/docs/reference/task-diagnostics.md";

    public static readonly DiagnosticDescriptor NoJson = Rule(
        "OCT001", "A type has no JSON form", "{0} of the task '{1}' has the type '{2}', which has no JSON form: {3}");

    public static readonly DiagnosticDescriptor Twice = Rule("OCT002", "Two tasks have one name", "Another method has the task name '{0}', too");

    public static readonly DiagnosticDescriptor Name = Rule(
        "OCT003", "A name cannot be that of a task", "'{0}' cannot be the name of a task: it must have 1 to 200 printable characters");

    public static readonly DiagnosticDescriptor Parameter = Rule(
        "OCT004", "A parameter cannot be bound", "The parameter '{0}' of the task '{1}' {2}");

    public static readonly DiagnosticDescriptor Generic = Rule(
        "OCT005", "A generic method", "The task '{0}' is generic, or in a generic type: a sender cannot say of which type");

    public static readonly DiagnosticDescriptor NotCallable = Rule("OCT006", "A method that cannot be called from other code", "The task '{0}' {1}");

    public static readonly DiagnosticDescriptor AsyncVoid = Rule(
        "OCT007", "A method that nobody can await", "The task '{0}' is async and returns void: its end and its exceptions would be lost; return a Task");

    public static readonly DiagnosticDescriptor Option = Rule("OCT008", "An option cannot be used", "{0} of the task '{1}' {2}");

    public static readonly DiagnosticDescriptor NoTasks = Rule(
        "OCT009", "No tasks are added", "{0} adds the tasks of this assembly, which has no method with [Task]", DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"{Page}#{id.ToLowerInvariant()}");
}
