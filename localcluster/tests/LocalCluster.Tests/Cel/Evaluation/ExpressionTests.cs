using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Evaluation;

/// <summary>Expressions and their values, after the CEL specification and the descriptions of Kubernetes' libraries.</summary>
public sealed class ExpressionTests
{
    private static readonly JsonNode Self = JsonNode.Parse("""
        {"n": 3, "f": 1.5, "s": "häll☃🚀", "l": [1, 2, 3], "m": {"a": "x", "b-c": "y"}, "nested": {"deep": [{"k": 1}, {"k": 2}]}, "nil": null}
        """)!;

    [Theory]
    // Arithmetic and its precedence.
    [InlineData("1 + 2 * 3 - 4 / 2 == 5")]
    [InlineData("-7 / 2 == -3 && -7 % 2 == -1")]
    [InlineData("2.5 * 2.0 == 5.0")]
    [InlineData("1u + 2u == 3u")]
    [InlineData("-9223372036854775808 < 0")]
    [InlineData("0x1F == 31 && 0xFFu == 255u && 1e3 == 1000.0 && .5 == 0.5")]
    [InlineData("!false && (true || false) && !(1 > 2)")]
    [InlineData("true ? 1 == 1 : 1 / 0 == 0")]
    [InlineData("false ? false : true ? true : false")]
    // Numbers compare across their types, exactly.
    [InlineData("1 == 1.0 && 1u == 1 && 2 > 1.5 && 1u < 2.5")]
    [InlineData("9007199254740993 > 9007199254740992.0")]
    [InlineData("-1 < 1u")]
    [InlineData("!(double('NaN') == double('NaN'))")]
    // Texts by code points.
    [InlineData("self.s.size() == 6 && size('🚀') == 1 && self.s.charAt(4) == '☃'")]
    [InlineData("'tacocat'.indexOf('c') == 2 && 'tacocat'.lastIndexOf('c') == 4 && 'tacocat'.indexOf('x') == -1 && 'tacocat'.indexOf('', 3) == 3")]
    [InlineData("self.s.substring(4) == '☃🚀' && 'hello'.substring(1, 3) == 'el'")]
    [InlineData("'aXbX'.replace('X', '-') == 'a-b-' && 'aXbX'.replace('X', '-', 1) == 'a-bX' && 'ab'.replace('', '_') == '_a_b_'")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b']")]
    [InlineData("['a', 'b'].join('-') == 'a-b' && ['a', 'b'].join() == 'ab'")]
    [InlineData("'ÄbC'.lowerAscii() == 'Äbc' && 'ab'.upperAscii() == 'AB' && '  x '.trim() == 'x'")]
    [InlineData("'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell')")]
    [InlineData("'a' < 'b' && 'é' > 'e' && '🚀' > '｡'")]
    [InlineData("'%s is %d, %.2f, %x'.format(['a', 3, 1.5, 255]) == 'a is 3, 1.50, ff'")]
    // Literals and escapes.
    [InlineData(@"'a\n\t\x41\101\u00e9\U0001F680\\' == 'a' + '\n' + '\t' + 'AAé🚀' + r'\'")]
    [InlineData("\"\"\"a\"b\"\"\" == 'a\"b' && r'\\d' == '\\\\d'")]
    [InlineData("b'abc' == bytes('abc') && b'\\xff'.size() == 1 && string(b'ab') == 'ab'")]
    // Lists, maps, selection.
    [InlineData("self.l[1] == 2 && self['n'] == 3 && self.m['b-c'] == 'y' && 2 in self.l && !(4 in self.l) && 'a' in self.m")]
    [InlineData("[1, 2] + [3] == self.l && self.l.size() == 3 && size({'a': 1}) == 1 && {1: 'a'}[1u] == 'a'")]
    [InlineData("{'a': 1, 'b': [2]} == {'b': [2], 'a': 1.0}")]
    [InlineData("has(self.m.a) && !has(self.m.z) && has(self.nil) && self.nil == null")]
    [InlineData("[[1, 2], [3]].flatten() == [1, 2, 3] && [3, 1, 2].sort() == [1, 2, 3] && [1, 1, 2].distinct() == [1, 2]")]
    [InlineData("sets.contains([1, 2, 3], [2, 3]) && sets.equivalent([1, 2], [2, 1, 1]) && sets.intersects([1], [1, 5])")]
    // Macros.
    [InlineData("self.l.all(x, x > 0) && self.l.exists(x, x == 2) && self.l.exists_one(x, x > 2) && !self.l.exists_one(x, x > 1)")]
    [InlineData("self.l.map(x, x * 2) == [2, 4, 6] && self.l.filter(x, x % 2 == 1) == [1, 3] && self.l.map(x, x > 1, x * 10) == [20, 30]")]
    [InlineData("self.m.all(k, k != 'z') && self.nested.deep.map(d, d.k).sum() == 3")]
    [InlineData(
        "[1, 2].all(i, v, i + 1 == v) && self.m.exists(k, v, k == 'a' && v == 'x') && [5].transformList(i, v, i + v) == [5] && {'a': 1}.transformMap(k, v, v + "
            + "1) == {'a': 2}")]
    [InlineData("cel.bind(x, self.n + 1, x * x) == 16")]
    // Errors are absorbed by a decisive side.
    [InlineData("true || 1 / 0 > 1")]
    [InlineData("1 / 0 > 1 || true")]
    [InlineData("!(1 / 0 > 1 && false)")]
    [InlineData("[0, 1].exists(x, 1 / x == 1)")]
    [InlineData("!([0, 1].all(x, 1 / x == 2))")]
    // Conversions and types.
    [InlineData("int('42') == 42 && int(3.9) == 3 && uint(7) == 7u && double('2.5') == 2.5 && string(1.0) == '1' && string(true) == 'true' && bool('true')")]
    [InlineData("type(1) == int && type('a') == string && type([]) == list && type(null) == null_type && type(type(1)) == type && dyn(1) == 1")]
    [InlineData("type(duration('1s')) == google.protobuf.Duration")]
    // Time.
    [InlineData("duration('1h30m') == duration('5400s') && duration('90m').getHours() == 1 && duration('1.5s').getMilliseconds() == 1500")]
    [InlineData(
        "timestamp('2021-02-03T04:05:06Z').getFullYear() == 2021 && timestamp('2021-02-03T04:05:06Z').getMonth() == 1 && "
            + "timestamp('2021-02-03T04:05:06Z').getDate() == 3 && timestamp('2021-02-03T04:05:06Z').getDayOfWeek() == 3")]
    [InlineData("timestamp('2021-02-03T04:05:06Z').getHours('+02:00') == 6 && timestamp('2021-02-03T04:05:06+02:00') == timestamp('2021-02-03T02:05:06Z')")]
    [InlineData(
        "timestamp('2021-01-01T00:00:10Z') - timestamp('2021-01-01T00:00:00Z') == duration('10s') && timestamp('2021-01-01T00:00:00Z') + duration('24h') == "
            + "timestamp('2021-01-02T00:00:00Z')")]
    // Kubernetes' libraries.
    [InlineData(
        "[1, 2, 2].isSorted() && !['b', 'a'].isSorted() && [1, 3, 2].max() == 3 && [2.0, 1.0].min() == 1.0 && [].sum() == 0 && [1, 2, 1].lastIndexOf(1) == 2")]
    [InlineData(
        "'abc 123 45'.find('[0-9]+') == '123' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'a1b22'.findAll('[0-9]+', 1) == ['1'] && 'x'.find('y') == ''")]
    [InlineData("'ab\\n'.matches('^ab$') == false && 'ab'.matches('a(?P<x>b)') && matches('foo', 'fo+')")]
    [InlineData(
        "url('https://u@example.com:8443/a%20b?x=1&x=2&y=%2F').getHostname() == 'example.com' && url('https://e.com:80/').getPort() == '80' && "
            + "url('https://e.com/p?x=1&x=2').getQuery() == {'x': ['1', '2']} && url('http://[::1]:80/').getHostname() == '::1'")]
    [InlineData("isURL('/path') && !isURL('../path') && !isURL('https://a:b@host:port/x') && isURL('https://example.com')")]
    [InlineData(
        "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('50k') == quantity('50000') && quantity('500m').asApproximateFloat() == 0.5 && "
            + "quantity('5').asInteger() == 5 && !quantity('5.5').isInteger()")]
    [InlineData(
        "isQuantity('20Mi') && !isQuantity('20Mix') && quantity('1').compareTo(quantity('2')) == -1 && quantity('1').add(quantity('2')).sub(1) == "
            + "quantity('2') && quantity('-1').sign() == -1 && !isQuantity('1e999999999')")]
    [InlineData(
        "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && ip('10.0.0.1').isGlobalUnicast() && ip('169.254.1.1').isLinkLocalUnicast() && "
            + "!isIP('01.2.3.4') && ip.isCanonical('::1') && !ip.isCanonical('0:0:0:0:0:0:0:1')")]
    [InlineData(
        "cidr('192.168.0.0/24').containsIP('192.168.0.7') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.7')) && "
            + "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('::/64').prefixLength() == 64 && "
            + "!isCIDR('10.0.0.0/33')")]
    [InlineData(
        "!format.dns1123Label().validate('my-name').hasValue() && format.dns1123Label().validate('My_name').hasValue() && "
            + "format.named('uuid').value().validate('x').hasValue() && !format.named('nope').hasValue()")]
    [InlineData(
        "semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3-rc.1+b').patch() == 3 && semver('1.2.3+a') == semver('1.2.3+b') && "
            + "type(semver('1.0.0')) == kubernetes.Semver")]
    [InlineData(
        "semver('1.0.0-alpha').isLessThan(semver('1.0.0-alpha.1')) && semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta')) && "
            + "semver('1.0.0-beta.2').isLessThan(semver('1.0.0-beta.11')) && semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1'))")]
    [InlineData(
        "isSemver('1.0.0') && !isSemver('v1.0') && !isSemver('1.0') && isSemver('v1.0', true) && !isSemver('01.0.0') && semver('v01.2', "
            + "true).compareTo(semver('1.2.0')) == 0 && !isSemver('1.0.0-01') && !isSemver('1-rc', true) && !isSemver('1.0.0', false) == false")]
    [InlineData(
        "lists.range(3) == [0, 1, 2] && [[1, [2]], [3]].flatten(2) == [1, 2, 3] && [[1], [2]].flatten() == [1, 2] && strings.quote('a\"b\\n') == "
            + "'\"a\\\\\"b\\\\n\"'")]
    // Optionals.
    [InlineData("self.?n.hasValue() && !self.?z.hasValue() && self.?n.value() == 3 && self.?z.orValue(7) == 7 && self.?m.?zz.orValue('d') == 'd'")]
    [InlineData("self.l[?9].or(optional.of(5)).value() == 5 && optional.none().orValue(1) == 1 && !optional.ofNonZeroValue('').hasValue()")]
    [InlineData("[?self.?n, ?self.?z] == [3] && {?'a': self.?n, ?'b': self.?z} == {'a': 3} && self.?n.optMap(x, x + 1).value() == 4")]
    public void It_holds(string expression) => Assert.Equal(true, Evaluate(expression));

    [Theory]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("1 % 0 == 1", "modulus by zero")]
    [InlineData("9223372036854775807 + 1 > 0", "integer overflow")]
    [InlineData("-9223372036854775808 % -1 == 0", "integer overflow")]
    [InlineData("self.z", "no such key: z")]
    [InlineData("self.l[7]", "index out of bounds: 7")]
    [InlineData("1 + 'a'", "no such overload")]
    [InlineData("1 + 1.0", "no such overload")]
    [InlineData("1 && true", "no such overload")]
    [InlineData("duration('soon')", "type conversion error from 'string' to 'google.protobuf.Duration'")]
    [InlineData("duration('79228162514264337593543950335h')", "type conversion error from 'string' to 'google.protobuf.Duration'")]
    [InlineData("quantity('lots')", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("semver('1.0')", "No Major.Minor.Patch elements found")]
    [InlineData("semver('1.x.0')", "Invalid character(s) found in minor number \"x\"")]
    [InlineData("semver('1-rc', true)", "short version cannot contain PreRelease/Build meta data")]
    [InlineData("'abc'.substring(2, 1)", "invalid substring range. start: 2, end: 1")]
    [InlineData("[].max()", "max called on empty list")]
    [InlineData("self.nope()", "no such overload")]
    [InlineData("optional.none().value()", "optional.none() dereference")]
    [InlineData("{'a': 1, 'a': 2}", "insert failed: key a already exists")]
    [InlineData("1 / 0 > 1 || false", "division by zero")]
    [InlineData("[1, 0].all(x, 1 / x == 1)", "division by zero")]
    public void It_fails_with_a_reason(string expression, string reason) =>
        Assert.Equal(reason, Assert.Throws<CelException>(() => Evaluate(expression)).Message);

    [Fact]
    public void Work_beyond_the_limit_is_given_up()
    {
        const string Explosion =
            "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, "
                + "[0,1,2,3,4,5,6,7,8,9].all(f, a + b + c + d + e + f >= 0))))))";

        Assert.Throws<CostLimitException>(() => Evaluate(Explosion));
    }

    private static object? Evaluate(string expression) =>
        new Evaluator(new CostMeter()).Evaluate(Parser.Parse(expression), new Scope("self", SchemaValue.Of(Self, null), null));
}
