using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd.Spec.Pods;

namespace October.Aspire.Hosting.Publishing;

/// <summary>The variables that the user gave a resource by <c>WithEnvironment</c>.</summary>
internal static class PublishedVariables
{
    /// <summary>Aspire's own for projects: about the endpoints of a run, and the log of its dashboard.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "HTTP_PORTS",
        "HTTPS_PORTS",
        "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION",
        "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EXCEPTION_LOG_ATTRIBUTES",
        "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY",
    };

    /// <exception cref="DistributedApplicationException">A value cannot be in a spec.</exception>
    public static async Task<IList<EnvVarSpec>?> OfAsync(
        IResource resource, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        var variables = new List<EnvVarSpec>();
        foreach (var (name, value) in context.EnvironmentVariables.Where(variable => !Ignored.Contains(variable.Key)))
            variables.Add(new EnvVarSpec { Name = name, Value = await ValueAsync(resource, name, value, cancellationToken) });
        return variables.Count > 0 ? variables : null;
    }

    private static async Task<string> ValueAsync(IResource resource, string name, object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        bool or int or long => $"{value}",
        ReferenceExpression expression => string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            expression.Format,
            [.. await Task.WhenAll(expression.ValueProviders.Select(part => ValueAsync(resource, name, part, cancellationToken)))]),
        ParameterResource { Secret: true } parameter => throw new DistributedApplicationException(
            $"The variable {name} of {resource.Name} is the secret {parameter.Name}, which does not belong into a file: put it into a Secret of the cluster, "
                + $"set {name} only where builder.ExecutionContext.IsRunMode, and add its secretKeyRef by Configure"),
        ParameterResource parameter => await parameter.GetValueAsync(cancellationToken) ?? "",
        IResourceBuilder<ParameterResource> parameter => await ValueAsync(resource, name, parameter.Resource, cancellationToken),
        _ => throw new DistributedApplicationException(
            $"The variable {name} of {resource.Name} refers to {(value as IManifestExpressionProvider)?.ValueExpression ?? value.GetType().Name}, "
                + $"which is not part of an OctoberApp: set {name} only where builder.ExecutionContext.IsRunMode, "
                + "and give its value in the cluster by WithConfig or Configure"),
    };
}
