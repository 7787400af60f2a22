using System.Text.Json;

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
            return parameter.HasDefault
                ? parameter.Default!
                : throw new ArgumentBindingException($"{_task}() missing 1 required positional argument: '{parameter.Name}'");
        }

        return parameter.Type.TryRead(value, out var bound)
            ? bound
            : throw new ArgumentBindingException($"{_task}() argument '{parameter.Name}' must be {parameter.Type.Name}, not {Kind(value)}");
    }

    /// <summary>Refuses arguments that no parameter takes.</summary>
    /// <exception cref="ArgumentBindingException">There is such an argument.</exception>
    public void Expect(params ReadOnlySpan<string> parameters)
    {
        var given = _args.GetArrayLength();
        if (given > parameters.Length)
        {
            var takes = parameters.Length == 1 ? "1 positional argument" : $"{parameters.Length} positional arguments";
            throw new ArgumentBindingException($"{_task}() takes {takes} but {given} {(given == 1 ? "was" : "were")} given");
        }

        foreach (var property in _kwargs.EnumerateObject())
        {
            if (!parameters.Contains(property.Name))
                throw new ArgumentBindingException($"{_task}() got an unexpected keyword argument '{property.Name}'");
        }
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
