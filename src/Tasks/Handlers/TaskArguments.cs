using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Handlers;

/// <summary>The arguments of one call, bound by position first and then by name, with Python's rules and Python's words.</summary>
public readonly struct TaskArguments
{
    private readonly string _task;
    private readonly JsonElement _args;
    private readonly JsonElement _kwargs;

    internal TaskArguments(string task, JsonElement args, JsonElement kwargs)
    {
        _task = task;
        _args = args;
        _kwargs = kwargs;
    }

    /// <summary>The positional arguments, a JSON array.</summary>
    public JsonElement Args => _args;

    /// <summary>The keyword arguments, a JSON object.</summary>
    public JsonElement Kwargs => _kwargs;

    /// <summary>The value of the parameter at a position.</summary>
    /// <exception cref="ArgumentBindingException">It is missing, given twice, or of another type.</exception>
    public T Get<T>(int position, Parameter<T> parameter)
    {
        JsonElement value;
        if (position < _args.GetArrayLength())
        {
            if (_kwargs.TryGetProperty(parameter.Name, out _))
                throw new ArgumentBindingException($"{_task}() got multiple values for argument '{parameter.Name}'");
            value = _args[position];
        }
        else if (!_kwargs.TryGetProperty(parameter.Name, out value))
        {
            return parameter.HasDefault ? parameter.Default! : throw Missing([parameter.Name]);
        }

        try
        {
            return parameter.Type.TryRead(value, out var bound)
                ? bound
                : throw new ArgumentBindingException($"{_task}() argument '{parameter.Name}' must be {parameter.Type.Name}, not {Kind(value)}");
        }
        catch (InvalidOperationException exception)
        {
            // Half of a pair of surrogates, which Python has in texts.
            throw new ArgumentBindingException(
                $"{_task}() argument '{parameter.Name}' cannot be read as {parameter.Type.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Refuses arguments that no parameter takes, where all of these are required.</summary>
    /// <exception cref="ArgumentBindingException">There is such an argument, or a parameter without one.</exception>
    public void Expect(params ReadOnlySpan<string> parameters) => Expect(parameters.Length, parameters);

    /// <summary>Refuses arguments that no parameter takes, and the lack of those that are required, in Python's order and words.</summary>
    /// <param name="required">How many parameters, the first ones, have no default.</param>
    /// <param name="parameters">The names of all parameters.</param>
    /// <exception cref="ArgumentBindingException">There is such an argument, or a required parameter without one.</exception>
    public void Expect(int required, params ReadOnlySpan<string> parameters)
    {
        var given = _args.GetArrayLength();
        foreach (var property in _kwargs.EnumerateObject())
        {
            var name = WholeText.NameOf(property);
            var at = parameters.IndexOf(name);
            if (at < 0)
                throw new ArgumentBindingException($"{_task}() got an unexpected keyword argument '{name}'");
            if (at < given)
                throw new ArgumentBindingException($"{_task}() got multiple values for argument '{name}'");
        }

        if (given > parameters.Length)
        {
            var takes = required < parameters.Length ? $"from {required} to {parameters.Length}" : $"{required}";
            var arguments = takes == "1" ? "argument" : "arguments";
            throw new ArgumentBindingException($"{_task}() takes {takes} positional {arguments} but {given} {(given == 1 ? "was" : "were")} given");
        }

        if (given >= required)
            return;
        var missing = new List<string>();
        foreach (var name in parameters[given..required])
        {
            if (!_kwargs.TryGetProperty(name, out _))
                missing.Add(name);
        }

        if (missing.Count > 0)
            throw Missing(missing);
    }

    private ArgumentBindingException Missing(List<string> names)
    {
        var quoted = names.ConvertAll(static name => $"'{name}'");
        var list = quoted switch
        {
            [var only] => only,
            [var first, var second] => $"{first} and {second}",
            _ => $"{string.Join(", ", quoted[..^1])}, and {quoted[^1]}",
        };
        return new ArgumentBindingException($"{_task}() missing {names.Count} required positional argument{(names.Count == 1 ? "" : "s")}: {list}");
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.Array => "a list",
        _ => "a map",
    };
}
