using System.Text.RegularExpressions;

namespace October.Operator.Desired.Restrict;

/// <summary>
/// Annotations of an Ingress or a Service that a controller copies into the configuration of its proxy, which serves the whole cluster: they run code there,
/// or read what the proxy may, such as its token.
/// </summary>
/// <remarks>
/// ingress-nginx and NGINX Ingress Controller: <c>*-snippet(s)</c>. HAProxy's controller: <c>*-config-snippet</c>. haproxy-ingress: <c>config-backend</c>,
/// <c>config-global</c> and others, and <c>lua-*</c> of older ones. Ambassador: <c>getambassador.io/config</c>. Skipper: <c>zalando.org/skipper-*</c>, whose
/// filters may be Lua.
/// </remarks>
internal static partial class RawConfiguration
{
    /// <summary>The annotation is one of them, whatever its prefix is: controllers can be given another.</summary>
    public static bool Is(string annotation) =>
        Name().IsMatch(annotation[(annotation.LastIndexOf('/') + 1)..]) || Whole().IsMatch(annotation);

    [GeneratedRegex(
        "snippet|(^|-)config-(backend|frontend|defaults|global|proxy|sections|tcp|http|peers)|(^|[.-])lua([.-]|$)|^skipper-(filter|predicate|routes)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"snippet|^getambassador[.]io/config\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Whole();
}
