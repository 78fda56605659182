# Runs the tests and counts them. Sourced by ../binome.
# shellcheck shell=bash

# run_tests [--fast] [MAVEN ARGUMENT...]: the last line printed is "N passed, N failed".
run_tests() {
  local purpose=test phase=verify built=0 formatted=0 docker_before excluded
  local -a arguments=() tags=()
  if [[ ${1:-} == --fast ]]; then
    shift
    purpose=fast
    # Jars are for whoever starts something from them; these tests need classes.
    phase=test
    tags=(docker browser slow)
    # Without Docker nothing is shared.
    arguments+=(-Ddrivers.forks=2)
  fi
  # Debian has neither, so the launcher cannot bring it; with it on the machine these tests are never left out.
  if ! type -P terraform >/dev/null && ! type -P tofu >/dev/null; then
    say 'binome: neither terraform nor tofu is on the PATH - the tests that run it are left out.'
    tags+=(terraform)
  fi
  printf -v excluded '%s | ' "${tags[@]}"
  arguments+=("-Dtest.excludedGroups=${excluded% | }" "$@")
  docker_before=$(running_pid "$docker_pid" dockerd || true)
  require_prerequisites "$purpose"
  find_jdk

  find "$project" -path '*/target/surefire-reports/TEST-*.xml' -delete
  maven -q spotless:check || formatted=$?
  # A failed test must not keep the tests of the later modules from running; what failed is counted below.
  maven_over_pages -Dmaven.test.failure.ignore=true "$phase" "${arguments[@]}" || built=$?
  if [[ -z $docker_before ]] && ! server_running >/dev/null; then
    stop_docker
  fi
  report_tests "$built" "$formatted"
}

# Sums the first line of each report: <testsuite ... tests= errors= skipped= failures=>.
report_tests() {
  local built=$1 formatted=$2 tests errors skipped failures passed failed
  read -r tests errors skipped failures < <(
    find "$project" -path '*/target/surefire-reports/TEST-*.xml' -exec grep -h -m 1 '<testsuite ' {} + |
      awk 'function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
        { tests += number("tests"); errors += number("errors"); skipped += number("skipped"); failures += number("failures") }
        END { print tests + 0, errors + 0, skipped + 0, failures + 0 }'
  )
  passed=$((tests - errors - skipped - failures))
  failed=$((errors + failures))
  if [[ -n ${CI:-} && ${CI:-} != false ]]; then
    ((skipped == 0)) || say "binome: $skipped skipped; under CI a skipped test has failed"
    failed=$((failed + skipped))
  elif ((skipped > 0)); then
    say "binome: $skipped skipped"
  fi
  if ((formatted != 0)); then
    say "binome: the sources are not formatted; run: mvn spotless:apply"
    failed=$((failed + 1))
  fi
  # A module that does not compile, or a test JVM that died, leaves no report: it must not look like success.
  if ((built != 0)); then
    say "binome: Maven ended with $built before all tests had run"
    failed=$((failed + 1))
  fi
  if ((tests == 0 && failed == 0)); then
    say "binome: no test has run"
    failed=1
  fi
  ((errors + failures == 0)) || name_failures
  printf '%s passed, %s failed\n' "$passed" "$failed"
  ((failed == 0))
}

# Names each failed test with the first lines of its reason: what failed early is far up in a long output.
name_failures() {
  find "$project" -path '*/target/surefire-reports/TEST-*.xml' -exec cat {} + |
    awk 'function attribute(name) { return match($0, " " name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
      function clear(text) { gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#10;/, " ", text); gsub(/&amp;/, "\\&", text); return text }
      /<testcase / { test = attribute("classname") "." attribute("name") }
      /<(failure|error)[ >]/ { printf "FAILED %s\n", clear(test); left = 6 }
      left > 0 { line = $0; sub(/^ *<(failure|error)[^>]*>(<!\[CDATA\[)?/, "", line); sub(/(\]\]>)?<\/(failure|error)>.*/, "", line); if (line !~ /^ *$/) { printf "    %.300s\n", clear(line); left-- } }
      /<\/(failure|error)>/ { left = 0 }' >&2
}
