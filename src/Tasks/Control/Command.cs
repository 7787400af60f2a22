using System.Text.Json.Nodes;

namespace October.Tasks.Control;

/// <summary>One command of Celery's remote control.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Required">The arguments that must be given, in the order of Celery's function.</param>
/// <param name="Optional">The arguments that may be given; null when any may, as for Celery's functions with <c>**kwargs</c>.</param>
/// <param name="Run">Obeys; the answer is what the sender gets.</param>
internal sealed record Command(string Name, IReadOnlyList<string> Required, IReadOnlyList<string>? Optional, Func<CommandArguments, Task<JsonNode?>> Run)
{
    /// <summary>A command that takes any arguments and needs these.</summary>
    public static Command Create(string name, Func<CommandArguments, JsonNode?> run, params IReadOnlyList<string> required) =>
        new(name, required, null, arguments => Task.FromResult(run(arguments)));

    /// <summary>A command that takes any arguments, needs these, and has to wait for Redis.</summary>
    public static Command CreateAsync(string name, Func<CommandArguments, Task<JsonNode?>> run, params IReadOnlyList<string> required) =>
        new(name, required, null, run);

    /// <summary>A command that takes no other arguments than these, none of which it needs.</summary>
    public static Command Strict(string name, Func<CommandArguments, JsonNode?> run, params IReadOnlyList<string> optional) =>
        new(name, [], optional, arguments => Task.FromResult(run(arguments)));

    /// <summary>The answer to a command that was obeyed.</summary>
    public static JsonObject Ok(string text) => new() { ["ok"] = text };

    /// <summary>The answer to a command that was not.</summary>
    public static JsonObject Error(string text) => new() { ["error"] = text };

    /// <summary>Refuses arguments in the words of Python, which Celery's tools show.</summary>
    /// <exception cref="CommandException">One is missing or not known.</exception>
    public void Check(CommandArguments arguments)
    {
        if (Optional is not null && arguments.Names.FirstOrDefault(name => !Required.Contains(name) && !Optional.Contains(name)) is { } unknown)
            throw new CommandException($"TypeError(\"{Name}() got an unexpected keyword argument '{unknown}'\")");
        var missing = Required.Where(name => !arguments.Contains(name)).Select(static name => $"'{name}'").ToArray();
        if (missing.Length == 1)
            throw new CommandException($"TypeError(\"{Name}() missing 1 required positional argument: {missing[0]}\")");
        if (missing.Length > 1)
            throw new CommandException($"TypeError(\"{Name}() missing {missing.Length} required positional arguments: {string.Join(" and ", missing)}\")");
    }
}
