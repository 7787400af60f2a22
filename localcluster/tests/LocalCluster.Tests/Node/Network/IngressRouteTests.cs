namespace October.LocalCluster.Node.Network;

public sealed class IngressRouteTests
{
    private static readonly IReadOnlyList<IngressRoute> Routes = IngressRoute.Of([
        Controllers.Objects.Parse(
            """
            metadata:
              name: web
              namespace: shop
            spec:
              rules:
              - host: "*.wild.test"
                http:
                  paths: [{path: /, pathType: Prefix, backend: {service: {name: wild, port: {number: 80}}}}]
              - host: a.test
                http:
                  paths:
                  - path: /
                    pathType: Prefix
                    backend: {service: {name: root, port: {number: 80}}}
                  - path: /foo
                    pathType: Prefix
                    backend: {service: {name: foo, port: {number: 80}}}
                  - path: /foo/exact
                    pathType: Exact
                    backend: {service: {name: exact, port: {name: http}}}
            """.Replace(
                "[{path: /, pathType: Prefix, backend: {service: {name: wild, port: {number: 80}}}}]",
                "\n      - path: /\n        pathType: Prefix\n        backend: {service: {name: wild, port: {number: 80}}}",
                StringComparison.Ordinal)),
    ]);

    [Theory]
    [InlineData("a.test", "/", "root")]
    [InlineData("A.TEST", "/foobar", "root")]
    [InlineData("a.test", "/foo", "foo")]
    [InlineData("a.test", "/foo/bar", "foo")]
    [InlineData("a.test", "/foo/exact", "exact")]
    [InlineData("a.test", "/foo/exact/more", "foo")]
    [InlineData("x.wild.test", "/any", "wild")]
    [InlineData("x.y.wild.test", "/any", null)]
    [InlineData("b.test", "/", null)]
    public void The_most_specific_rule_wins(string host, string path, string? service) =>
        Assert.Equal(service, Routes.FirstOrDefault(r => r.Matches(host, path))?.Service);
}
