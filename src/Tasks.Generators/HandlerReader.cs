using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace October.Tasks.Generators;

/// <summary>From a method with <c>[Task]</c> to the code of its handler, or to what is wrong with it.</summary>
internal sealed class HandlerReader
{
    private const string FromServices = "Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata";

    private readonly IMethodSymbol _method;
    private readonly Location? _location;
    private readonly string _name;
    private readonly Compilation _compilation;
    private readonly JsonContexts _contexts;
    private readonly List<Problem> _problems = [];

    private HandlerReader(IMethodSymbol method, Location? location, string name, Compilation compilation) =>
        (_method, _location, _name, _compilation, _contexts) = (method, location, name, compilation, JsonContexts.Of(compilation));

    public static Handler Read(GeneratorAttributeSyntaxContext found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var method = (IMethodSymbol)found.TargetSymbol;
        var attribute = found.Attributes[0];
        var name = attribute.Argument()?.Value as string ?? "";
        var location = (found.TargetNode as MethodDeclarationSyntax)?.Identifier.GetLocation() ?? found.TargetNode.GetLocation();
        return new HandlerReader(method, location, name, found.SemanticModel.Compilation).Read(attribute);
    }

    private Handler Read(AttributeData attribute)
    {
        if (_name.Length is 0 or > 200 || _name.Any(char.IsControl))
            Refuse(Rules.Name, null, _name);
        CheckMethod();
        var options = new TaskOptions(attribute, _compilation.GetTypeByMetadataName("System.Exception"), (option, why) =>
            Refuse(Rules.Option, attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation(), option, _name, why));
        var writer = new HandlerWriter(_method, _name, options);
        foreach (var parameter in _method.Parameters)
            Bind(parameter, writer);
        foreach (var twice in writer.Names.GroupBy(static one => one, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            Refuse(Rules.Parameter, null, twice.Key, _name, "has the name of another one");
        Return(writer);
        var service = _method.IsStatic ? null : _method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return new Handler(
            _name, _method.ToDisplayString(), _problems.Count == 0 ? writer.Write() : "", _problems.Count == 0 ? service : null, _problems, _location);
    }

    private void CheckMethod()
    {
        if (_method.MethodKind != MethodKind.Ordinary)
            Refuse(Rules.NotCallable, null, _name, "is no method of a type");
        else if (!Visibility.IsReachable(_method))
            Refuse(Rules.NotCallable, null, _name, "is private, or in a private type: make it internal or public");
        for (var type = _method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (_method.IsGenericMethod || type.IsGenericType)
            {
                Refuse(Rules.Generic, null, _name);
                break;
            }
        }

        if (_method.IsAsync && _method.ReturnsVoid)
            Refuse(Rules.AsyncVoid, null, _name);
        if (_method.IsAbstract)
            Refuse(Rules.NotCallable, null, _name, "is abstract");
        else if (!_method.IsStatic && (_method.ContainingType.TypeKind != TypeKind.Class || _method.ContainingType.IsAbstract))
            Refuse(Rules.NotCallable, null, _name, "is an instance method of what cannot be made as a service: it must be in a class that is not abstract");
    }

    private void Bind(IParameterSymbol parameter, HandlerWriter writer)
    {
        var location = parameter.Locations.FirstOrDefault();
        if (parameter.RefKind != RefKind.None)
        {
            Refuse(Rules.Parameter, location, parameter.Name, _name, "is passed by reference: a task's arguments are values");
            return;
        }

        if (parameter.IsParams)
        {
            Refuse(Rules.Parameter, location, parameter.Name, _name, "is a params array: take a list, which is one argument");
            return;
        }

        switch (parameter.Type.ToDisplayString())
        {
            case "October.Tasks.Handlers.TaskContext" or "October.Tasks.Handlers.TaskContext?":
                writer.AddContext();
                return;
            case "System.Threading.CancellationToken":
                writer.AddCancellation();
                return;
        }

        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.AllInterfaces.Any(static one => one.ToDisplayString() == FromServices) == true)
            {
                writer.AddService(parameter, null);
                return;
            }

            if (attribute.AttributeClass?.ToDisplayString() == "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute")
            {
                if (attribute.Argument() is { Kind: TypedConstantKind.Primitive, Value: not null } key)
                    writer.AddService(parameter, key.ToCSharpString());
                else
                    Refuse(Rules.Parameter, location, parameter.Name, _name, "has a key of services that is no constant: use a text or a number");
                return;
            }
        }

        if (JsonForm.Of(parameter.Type, _contexts) is { } form)
            writer.AddArgument(parameter, NameOf(parameter), form);
        else
            Refuse(
                Rules.NoJson,
                location,
                $"The parameter '{parameter.Name}'",
                _name,
                Shown(parameter.Type),
                $"{Hint(parameter.Type)}; mark a service with [FromServices]");
    }

    private void Return(HandlerWriter writer)
    {
        if (_method.ReturnsVoid)
            return;
        var type = _method.ReturnType;
        var (isTask, value) = type switch
        {
            INamedTypeSymbol { Name: "Task" or "ValueTask" } named when named.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks" =>
                (true, named.TypeArguments.FirstOrDefault()),
            _ => (false, type),
        };
        writer.IsAwaited = isTask;
        if (value is null)
            return;
        if (!_method.ReturnsByRef && !_method.ReturnsByRefReadonly && JsonForm.Of(value, _contexts) is { } form)
            writer.SetResult(value, form);
        else
            Refuse(Rules.NoJson, null, "The result", _name, Shown(value), Hint(value));
    }

    private static string NameOf(IParameterSymbol parameter) =>
        parameter.GetAttributes().FirstOrDefault(static one => one.AttributeClass?.ToDisplayString() == "October.Tasks.Handlers.TaskParameterAttribute")
            ?.Argument()?.Value is string { Length: > 0 } given ? given : parameter.Name;

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private static string Hint(ITypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Delegate or TypeKind.Dynamic || type.IsRefLikeType)
            return "take another type";
        if (type.SpecialType == SpecialType.System_Object)
            return "take a JsonElement for any JSON";
        return $"add [JsonSerializable(typeof({Shown(type.WithNullableAnnotation(NullableAnnotation.None))}))] to a JsonSerializerContext of this project";
    }

    private void Refuse(DiagnosticDescriptor rule, Location? location, params string[] values) =>
        _problems.Add(new Problem(rule, location ?? _location, values));
}
