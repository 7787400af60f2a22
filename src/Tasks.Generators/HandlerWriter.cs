using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace October.Tasks.Generators;

/// <summary>Collects what a handler's method takes and gives, and writes the members of the handler's class.</summary>
internal sealed class HandlerWriter(IMethodSymbol method, string name, TaskOptions options)
{
    private const string Handlers = "global::October.Tasks.Handlers.";
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.";

    private readonly StringBuilder _fields = new();
    private readonly StringBuilder _bindings = new();
    private readonly List<string> _arguments = [];
    private bool _needsScope = !method.IsStatic;
    private bool _hasResult;
    private int _required;

    /// <summary>The names of the parameters that senders give.</summary>
    public List<string> Names { get; } = [];

    public bool IsAwaited { get; set; }

    public void AddContext() => _arguments.Add("context");

    public void AddCancellation() => _arguments.Add("cancellationToken");

    /// <param name="parameter">The parameter.</param>
    /// <param name="key">The key as an expression; null for a service without one.</param>
    public void AddService(IParameterSymbol parameter, string? key)
    {
        _needsScope = true;
        var isOptional = parameter.NullableAnnotation == NullableAnnotation.Annotated || parameter.HasExplicitDefaultValue;
        var get = (isOptional ? "Get" : "GetRequired") + (key is null ? "Service" : "KeyedService");
        var extensions = key is null ? "ServiceProviderServiceExtensions" : "ServiceProviderKeyedServiceExtensions";
        var type = parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        _arguments.Add($"{Services}{extensions}.{get}<{type}>(scope.ServiceProvider{(key is null ? "" : ", " + key)})");
    }

    /// <param name="parameter">The parameter.</param>
    /// <param name="given">Its name for senders.</param>
    /// <param name="form">The expression of its <c>JsonType</c>.</param>
    public void AddArgument(IParameterSymbol parameter, string given, string form)
    {
        var (at, type) = (Names.Count, parameter.Type.ToDisplayString(JsonForm.WithNulls));
        Names.Add(given);
        var otherwise = parameter.HasExplicitDefaultValue ? ", " + Constant.Of(parameter.Type, parameter.ExplicitDefaultValue) : "";
        if (otherwise.Length == 0)
            _required = at + 1;
        _fields.AppendLine($"            private static readonly {Handlers}Parameter<{type}> P{at} = {form}.Parameter({Literal(given)}{otherwise});");
        _bindings.AppendLine($"                var p{at} = arguments.Get({at}, P{at});");
        _arguments.Add($"p{at}");
    }

    public void SetResult(ITypeSymbol type, string form)
    {
        _hasResult = true;
        _fields.AppendLine($"            private static readonly {Handlers}JsonType<{type.ToDisplayString(JsonForm.WithNulls)}> R = {form};");
    }

    public string Write()
    {
        var text = new StringBuilder().Append(_fields).AppendLine();
        text.AppendLine($"            public string Name => {Literal(name)};");
        text.AppendLine($"            public {Handlers}RetryPolicy Retry {{ get; }} = {options.Retry};");
        if (options.RateLimit is { } rate)
            text.AppendLine($"            public {Handlers}RateLimit? RateLimit {{ get; }} = {Handlers}RateLimit.Parse({rate});");
        if (options.Queue is { } queue)
            text.AppendLine($"            public string? Queue => {queue};");
        if (options.TimeLimit is { } hard)
            text.AppendLine($"            public global::System.TimeSpan? TimeLimit {{ get; }} = {hard};");
        if (options.SoftTimeLimit is { } soft)
            text.AppendLine($"            public global::System.TimeSpan? SoftTimeLimit {{ get; }} = {soft};");
        var isAsync = IsAwaited || _needsScope;
        text.AppendLine($$"""
                        public {{(isAsync ? "async " : "")}}global::System.Threading.Tasks.ValueTask RunAsync(
                            {{Handlers}}TaskArguments arguments,
                            global::System.Text.Json.Utf8JsonWriter result,
                            {{Handlers}}TaskContext context,
                            global::System.Threading.CancellationToken cancellationToken)
                        {
                            arguments.Expect({{string.Join(", ", Names.Select(Literal).Prepend($"{_required}"))}});
            """);
        text.Append(_bindings);
        if (_needsScope)
            text.AppendLine("                await using var scope = context.CreateScope();");
        var type = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var target = method.IsStatic ? type : $"{Services}ServiceProviderServiceExtensions.GetRequiredService<{type}>(scope.ServiceProvider)";
        var call = $"{(IsAwaited ? "await " : "")}{target}.{Identifier(method.Name)}({string.Join(", ", _arguments)})";
        text.AppendLine(_hasResult ? $"                R.Write(result, {call});" : $"                {call};\n                result.WriteNullValue();");
        if (!isAsync)
            text.AppendLine("                return default;");
        return text.AppendLine("            }").ToString();
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Identifier(string identifier) => SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;
}
